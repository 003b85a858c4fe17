#!/usr/bin/env python3
"""Opens the encrypted volumes of a stopped installation from the outside: written from docs/formats/ alone.

usage: open_volume.py FOLDER [VOLUME OFFSET FILE]…

Prints every key of the installation as JSON: for tests only. For each VOLUME (a name), compares what it holds from
byte OFFSET on with FILE; exit code 1 when that differs.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

UNIT = 512


def rows(database):
    """All rows of a record store (record-store.md), read from a copy: with its log, where it was killed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (database, database.with_name(database.name + '-wal')):
            if name.exists():
                shutil.copy(name, folder)
        store = sqlite3.connect(pathlib.Path(folder, database.name))
        assert store.execute('PRAGMA application_id').fetchone() == (0x4B74726E,)
        assert store.execute('PRAGMA user_version').fetchone() == (1,)
        found = dict(store.execute('SELECT key, value FROM key_value'))
        store.close()
        return found


def under(store, prefix):
    return {key[len(prefix):]: json.loads(value) for key, value in store.items() if key.startswith(prefix)}


def gcm(key, sealed, context):
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], context.encode())


def open_key_server(folder):
    """Root key, store key and the material of every object (key-server-records.md)."""
    head, digits, end = (folder / 'root.key').read_text().split('\n')
    assert (head, end) == ('keyturn root key 1', '')
    root_key, store = bytes.fromhex(digits), rows(folder / 'store/key-server.db')
    seal = json.loads(store['seal'])
    assert (seal['version'], seal['provider']) == (1, 'file')
    name = seal['storeKey']
    store_key = gcm(root_key, base64.b64decode(seal['wrapped']), f'keyturn store key 1\n{name}')
    materials = {}
    for uid, record in under(store, 'object/').items():
        if 'material' in record:
            assert record['version'] == 1 and record['material']['storeKey'] == name
            sealed = base64.b64decode(record['material']['sealed'])
            materials[uid] = gcm(store_key, sealed, f'keyturn object material 1\n{name}\n{uid}')
    hashes = [user['passwordHash'] for user in under(store, 'user/').values()]
    return {'rootKey': root_key, 'storeKey': store_key, 'materials': materials, 'passwordHashes': hashes}


def unwrap(record, magic, key_length, outer_key, head, label, place):
    """The frame of key-slot.md: the key that `record` wraps, if it lies where `head` and `place` say."""
    assert record[:8] == magic and struct.unpack_from('>H', record, 8) == (1,)
    assert struct.unpack_from('>I', record, 12) == (len(record),)
    assert hashlib.sha256(record[:-32]).digest() == record[-32:]
    check_at = len(record) - 32 - (key_length + 16) - 16
    body, check, sealed = record[16:check_at], record[check_at:check_at + 16], record[check_at + 16:-32]
    texts = body[len(head) + 32:]
    assert body[:len(head)] == head
    assert texts[:2 + len(place)] == struct.pack('>H', len(place)) + place
    info = label + b'\0' + head + place
    derived = HKDF(SHA256(), 48, body[len(head):len(head) + 32], info).derive(outer_key)
    assert hmac.compare_digest(derived[32:], check), 'wrong key'
    return AESGCM(derived[:32]).decrypt(bytes(12), sealed, record[:check_at])


def open_slot(store, state, held, materials):
    """The system key in the slot that `held` names, by the access key of its identifier."""
    system_id = json.loads(store['system'])['id'].encode()
    head = struct.pack('>II', held['slot'], state['generation'])
    access_key = materials[held['key']['identifier']]
    return unwrap(store[f"slot/{held['slot']}"], b'KEYTSLOT', 32, access_key, head, b'keyturn key slot 1', system_id)


def open_object_key(volume, state, system_key):
    record, place = base64.b64decode(volume['wrappedKey']), volume['uid'].encode()
    head = struct.pack('>I', state['generation'])
    return unwrap(record, b'KEYTOBJK', 64, system_key, head, b'keyturn object key 1', place)


def read(path, uid, key, offset, length):
    """Plaintext of whole units (volume.md), after the header was found to be right."""
    with open(path, 'rb') as file:
        header = file.read(4096)
        assert hashlib.sha256(header[:4064]).digest() == header[4064:]
        check = hmac.new(key, b'Keyturn volume key check 1\0' + uid, hashlib.sha256).digest()
        fields = struct.pack('>16sIIQHH64s32s', b'KEYTURN VOLUME', 1, UNIT, 4096, 1, len(uid), uid, check)
        assert header[:4064] == fields.ljust(4064, b'\0')
        file.seek(4096 + offset)
        data = file.read(length)
    units = []
    for at in range(0, len(data), UNIT):
        unit, tweak = data[at:at + UNIT], ((offset + at) // UNIT).to_bytes(16, 'little')
        cipher = Cipher(algorithms.AES(key), modes.XTS(tweak)).decryptor()
        units.append(cipher.update(unit) if any(unit) else unit)
    return b''.join(units)


def main(folder, *comparisons):
    folder = pathlib.Path(folder)
    servers = {name.parent.name: open_key_server(name.parent) for name in sorted(folder.glob('key-server-*/root.key'))}
    store = rows(folder / 'storage/store/storage.db')
    state = json.loads(store['rekey'])
    assert state['version'] == 1
    method, rekey, primary = state['methods']['keyServer'], state['rekey'], servers['key-server-1']
    held = [method['current'], *method['parked'], *([rekey] if rekey and rekey['phase'] != 'preparing' else [])]
    system_keys = {open_slot(store, state, slot, primary['materials']) for slot in held}
    assert len(system_keys) == 1, 'every slot wraps the one system key'
    system_key, = system_keys
    volumes = {volume['name']: volume for volume in under(store, 'volume/').values()}
    keys = {name: open_object_key(volume, state, system_key) for name, volume in volumes.items()}
    for name, offset, expected in zip(*[iter(comparisons)] * 3):
        wanted, uid = pathlib.Path(expected).read_bytes(), volumes[name]['uid']
        if read(folder / f'storage/backend/{uid}.volume', uid.encode(), keys[name], int(offset), len(wanted)) != wanted:
            sys.exit(f'{name} does not hold {expected} at {offset}')
    hashes = [user['passwordHash'] for user in under(store, 'user/').values() if 'passwordHash' in user]
    print(json.dumps({
        'keyServers': servers, 'systemKey': system_key, 'objectKeys': keys, 'passwordHashes': hashes,
        'accessKeys': {slot['slot']: primary['materials'][slot['key']['identifier']] for slot in held},
        'currentSlot': method['current']['slot'],
    }, default=bytes.hex))


main(*sys.argv[1:])
