"""Makes vectors.json: a root key file, the row `seal` and sealed material, written by the page
docs/formats/key-server-records.md alone, with another language's cryptography.

usage: make-vectors.py > vectors.json
"""
import base64
import json

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOT_KEY = bytes(range(0x00, 0x20))
STORE_KEY = bytes(range(0x20, 0x40))
STORE_KEY_NAME = '0123456789abcdef'
OBJECT = '01a20d2c-a683-7000-9ffe-3d86124a1e0b'
MATERIAL = bytes(range(0x40, 0x60))


def sealed(key, nonce, plain, context):
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, context.encode())).decode()


def material(key=STORE_KEY, name=STORE_KEY_NAME, uid=OBJECT, plain=MATERIAL):
    return sealed(key, bytes(range(12)), plain, f'keyturn object material 1\n{name}\n{uid}')


def changed(text, at):
    data = bytearray(base64.b64decode(text))
    data[at] ^= 1
    return base64.b64encode(bytes(data)).decode()


good = material()
wrapped = sealed(ROOT_KEY, bytes(range(12, 24)), STORE_KEY, f'keyturn store key 1\n{STORE_KEY_NAME}')
vectors = {
    'rootKeyFile': f'keyturn root key 1\n{ROOT_KEY.hex()}\n',
    'seal': {'version': 1, 'storeKey': STORE_KEY_NAME, 'provider': 'file', 'wrapped': wrapped},
    'uniqueIdentifier': OBJECT,
    'material': MATERIAL.hex(),
    'cases': [
        {'name': 'right', 'expect': 'opens', 'storeKey': STORE_KEY_NAME, 'sealed': good},
        {'name': 'no material at all', 'expect': 'opens', 'material': '',
         'storeKey': STORE_KEY_NAME, 'sealed': material(plain=b'')},
        {'name': 'another store key', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': material(key=ROOT_KEY)},
        {'name': 'another name of the store key', 'expect': 'does not open', 'storeKey': 'f' * 16,
         'sealed': material(name='f' * 16)},
        {'name': 'another object', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': material(uid=OBJECT.replace('a', 'b'))},
        {'name': 'a changed nonce', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': changed(good, 0)},
        {'name': 'changed ciphertext', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': changed(good, 12)},
        {'name': 'a changed tag', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': changed(good, -1)},
        {'name': 'torn', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME, 'sealed': good[:-4]},
        {'name': 'shorter than a nonce', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME,
         'sealed': 'AAAA'},
        {'name': 'not Base64', 'expect': 'does not open', 'storeKey': STORE_KEY_NAME, 'sealed': '?' * 80},
    ],
}
print(json.dumps(vectors, indent=1))
