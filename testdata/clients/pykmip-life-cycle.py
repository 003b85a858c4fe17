"""The whole life of keys, with PyKMIP's client, in one version of KMIP.

usage: pykmip-life-cycle.py PORT CA CERTIFICATE KEY VERSION
Prints one line of JSON: what each step answered. A step that the server refuses gives
{"refused": reason, "message": text}.
"""
import json
import logging
import sys

from kmip.core import enums, objects
from kmip.core.factories.attribute_values import AttributeValueFactory
from kmip.core.factories.attributes import AttributeFactory
from kmip.pie.client import ProxyKmipClient
from kmip.pie.exceptions import KmipOperationFailure
from kmip.pie.objects import OpaqueObject, SecretData, SymmetricKey

port, ca, certificate, key, version = sys.argv[1:]
logging.disable(logging.CRITICAL)
kmip_version = enums.KMIPVersion['KMIP_' + version.replace('.', '_')]
is_2 = version >= '2.0'
factory = AttributeFactory()
MASKS = [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT]
MATERIAL = bytes(range(32))


def attribute(kind, value, index=None):
    return factory.create_attribute(kind, value, index)


def name_value(text):
    return AttributeValueFactory().create_attribute_value_by_enum(enums.Tags.NAME, text)


def refusal(error):
    return {'refused': error.reason.name, 'message': error.message}


def attempt(action):
    try:
        return action()
    except KmipOperationFailure as error:
        return refusal(error)
    except Exception as error:  # Several calls of PyKMIP raise another class for the same thing.
        if hasattr(error, 'reason'):
            return refusal(error)
        raise


def values(client, uid, names):
    found = {}
    for one in client.get_attributes(uid, names)[1]:
        name = one.attribute_name.value
        value = one.attribute_value
        value = getattr(value, 'name_value', value)
        value = getattr(value, 'value', value)
        found.setdefault(name, []).append(getattr(value, 'name', value))
    return found


def modify_name(client, uid, old, new):
    if not is_2:
        return client.modify_attribute(uid, attribute=attribute(enums.AttributeType.NAME, new, 0))
    current = objects.CurrentAttribute(attribute=name_value(old))
    changed = objects.NewAttribute(attribute=name_value(new))
    return client.modify_attribute(uid, current_attribute=current, new_attribute=changed)


def delete_name(client, uid, name):
    if not is_2:
        return client.delete_attribute(uid, attribute_name='Name', attribute_index=0)
    current = objects.CurrentAttribute(attribute=name_value(name))
    return client.delete_attribute(uid, current_attribute=current)


def query(client):
    functions = [enums.QueryFunction.QUERY_OPERATIONS, enums.QueryFunction.QUERY_OBJECTS,
                 enums.QueryFunction.QUERY_SERVER_INFORMATION]
    result = client.proxy.query(query_functions=functions)
    return {'operations': [one.name for one in result.operations],
            'objects': [one.name for one in result.object_types],
            'vendor': str(result.vendor_identification)}


def by_name(name):
    return [attribute(enums.AttributeType.NAME, name)]


steps = {}
with ProxyKmipClient('127.0.0.1', int(port), certificate, key, ca, 'PROTOCOL_SSLv23',
                     kmip_version=kmip_version) as client:
    name = 'life-' + version
    versions = client.proxy.discover_versions().protocol_versions
    steps['versions'] = ['%d.%d' % (one.major, one.minor) for one in versions]
    steps['query'] = query(client)
    uid = client.create(enums.CryptographicAlgorithm.AES, 256, name=name, cryptographic_usage_mask=MASKS)
    made = client.get(uid)
    steps['created'] = {'bytes': len(made.value), 'algorithm': made.cryptographic_algorithm.name,
                        'length': made.cryptographic_length,
                        'same': client.get(uid).value == made.value}
    steps['nameTwice'] = attempt(lambda: client.create(
        enums.CryptographicAlgorithm.AES, 256, name=name, cryptographic_usage_mask=MASKS))
    steps['attributeList'] = sorted(client.get_attribute_list(uid))
    steps['preActive'] = values(client, uid, ['State', 'Name', 'Cryptographic Length', 'Object Type'])
    steps['located'] = client.locate(attributes=by_name(name)) == [uid]
    steps['notLocated'] = client.locate(attributes=by_name(name + '-other'))
    modify_name(client, uid, name, name + '-new')
    steps['renamed'] = values(client, uid, ['Name'])
    steps['locatedByNewName'] = client.locate(attributes=by_name(name + '-new')) == [uid]
    steps['locatedByOldName'] = client.locate(attributes=by_name(name))
    client.activate(uid)
    steps['active'] = values(client, uid, ['State'])
    steps['activateTwice'] = attempt(lambda: client.activate(uid))
    steps['destroyActive'] = attempt(lambda: client.destroy(uid))
    client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid, 'no longer needed')
    steps['deactivated'] = values(client, uid, ['State'])
    steps['readAfterwards'] = client.get(uid).value == made.value
    client.destroy(uid)
    steps['getDestroyed'] = attempt(lambda: client.get(uid))
    steps['destroyed'] = values(client, uid, ['State'])
    steps['destroyedNotLocated'] = client.locate(attributes=by_name(name + '-new'))
    registered = client.register(SymmetricKey(enums.CryptographicAlgorithm.AES, 256, MATERIAL, MASKS, name))
    back = client.get(registered)
    steps['registered'] = back.value == MATERIAL and back.cryptographic_length == 256
    delete_name(client, registered, name)
    steps['nameDeleted'] = values(client, registered, ['Name'])
    secret = client.register(SecretData(
        b'a secret', enums.SecretDataType.PASSWORD, masks=[MASKS[0]], name=name + '-secret'))
    steps['secret'] = client.get(secret).value.decode()
    opaque = client.register(OpaqueObject(b'\x01\x02\x03', enums.OpaqueDataType.NONE, name=name + '-opaque'))
    steps['opaque'] = client.get(opaque).value.hex()
    steps['newestFirst'] = client.locate(maximum_items=2) == [opaque, secret]
    client.revoke(enums.RevocationReasonCode.KEY_COMPROMISE, registered)
    steps['compromised'] = values(client, registered, ['State'])
    client.destroy(registered)
    steps['destroyedCompromised'] = values(client, registered, ['State'])
    steps['unknownObject'] = attempt(lambda: client.get('no-such-object'))
    steps['notOffered'] = attempt(lambda: client.mac(b'data', secret, enums.CryptographicAlgorithm.HMAC_SHA256))
print(json.dumps(steps))
