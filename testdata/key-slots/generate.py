#!/usr/bin/env python3
"""Makes the vectors of key slots and object keys from docs/formats/key-slot.md and object-key.md alone: a second
implementation, one failure a vector, and the failure's class beside it. Needs python3-cryptography."""
import hashlib
import json
import pathlib
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT = bytes(range(0x60, 0x80))
ACCESS_KEY = bytes(range(32))
SYSTEM_KEY = bytes(range(0x20, 0x40))
OBJECT_KEY = bytes(range(0x80, 0xC0))
SYSTEM = b'0000020420A01234'
NAME = b'0000020420A01234-00112233445566778899aabbccddeeff'
UID = b'KEY-5fb1c7d-2a0c9d1e-8d0f-4a1b-9c2d-3e4f5a6b7c8d'


def text(value):
    return struct.pack('>H', len(value)) + value


def frame(body, inner, outer, info, salt, *, magic, version=1, kind=1, length=None, tag_of=None, check_of=None):
    """The frame of key-slot.md. `tag_of` and `check_of` replace what is authenticated, or the key of the check."""
    whole = 16 + len(body) + 16 + len(inner) + 16 + 32
    before = magic + struct.pack('>HHI', version, kind, whole if length is None else length) + body
    derived = HKDF(SHA256(), 48, salt, info).derive(outer)
    check = derived[32:] if check_of is None else HKDF(SHA256(), 48, salt, info).derive(check_of)[32:]
    sealed = AESGCM(derived[:32]).encrypt(bytes(12), inner, before if tag_of is None else tag_of)
    covered = before + check + sealed
    return covered + hashlib.sha256(covered).digest()


def slot(system=SYSTEM, number=3, generation=2, name=NAME, identifier=UID, key=ACCESS_KEY, inner=SYSTEM_KEY, salt=SALT,
         after=b'', info=None, **more):
    body = struct.pack('>II', number, generation) + salt + text(system) + text(name) + text(identifier) + after
    info = info or b'keyturn key slot 1\0' + struct.pack('>II', number, generation) + system
    return frame(body, inner, key, info, salt, **{'magic': b'KEYTSLOT', **more})


def object_key(place=b'600507680C80000000000000000000AB', generation=2, key=SYSTEM_KEY, inner=OBJECT_KEY, salt=SALT,
               after=b'', info=None, **more):
    body = struct.pack('>I', generation) + salt + text(place) + after
    info = info or b'keyturn object key 1\0' + struct.pack('>I', generation) + place
    return frame(body, inner, key, info, salt, **{'magic': b'KEYTOBJK', **more})


def flipped(record, at, bit=1, mend=False):
    """One bit is another; `mend` makes the checksum fit again."""
    changed = bytearray(record)
    changed[at] ^= bit
    return mended(bytes(changed)) if mend else bytes(changed)


def mended(record):
    return record[:-32] + hashlib.sha256(record[:-32]).digest()


def slot_vector(name, expect, record, **more):
    vector = {'name': name, 'expect': expect, 'systemId': SYSTEM.decode(), 'slot': 3, 'generation': 2, 'accessKey': ACCESS_KEY.hex()}
    if expect == 'success':
        vector |= {'method': 'keyServer', 'keyName': NAME.decode(), 'keyIdentifier': UID.decode(), 'salt': SALT.hex(), 'systemKey': SYSTEM_KEY.hex()}
    return vector | more | {'record': record.hex()}


def object_vector(name, expect, record, **more):
    vector = {'name': name, 'expect': expect, 'objectId': '600507680C80000000000000000000AB', 'generation': 2, 'systemKey': SYSTEM_KEY.hex()}
    if expect == 'success':
        vector |= {'salt': SALT.hex(), 'objectKey': OBJECT_KEY.hex()}
    return vector | more | {'record': record.hex()}


def frame_vectors(vector, make, good, check_at):
    """The failures that every framed record can have."""
    resized = good[:12] + struct.pack('>I', len(good) + 1) + good[16:-32]
    return [
        vector('no bytes', 'notThisFormat', b''),
        vector('zeros', 'notThisFormat', bytes(len(good))),
        vector('one bit of the magic, checksum mended', 'notThisFormat', flipped(good, 0, mend=True)),
        vector('the magic of another format', 'notThisFormat', make(magic=b'LUKS\xba\xbe\0\2')),
        vector('cut within the magic', 'notThisFormat', good[:7]),
        vector('cut after the magic', 'torn', good[:8]),
        vector('cut within the version', 'torn', good[:9]),
        vector('cut within the length', 'torn', good[:14]),
        vector('cut after the head', 'torn', good[:16]),
        vector('cut before the last byte', 'torn', good[:-1]),
        vector('cut before the checksum', 'torn', good[:-32]),
        vector('one byte more', 'torn', good + b'\0'),
        vector('a length that is one more', 'torn', resized + hashlib.sha256(resized).digest()),
        vector('zeros from the middle on', 'torn', good[:len(good) // 2].ljust(len(good), b'\0')),
        vector('one bit of the salt', 'torn', flipped(good, 30)),
        vector('one bit of the sealed key', 'torn', flipped(good, check_at + 16)),
        vector('one bit of the checksum', 'torn', flipped(good, len(good) - 1, 128)),
        vector('version 0', 'unknownVersion', make(version=0)),
        vector('version 2', 'unknownVersion', make(version=2)),
        vector('version 256', 'unknownVersion', make(version=256)),
        vector('version 2, of another shape', 'unknownVersion', good[:8] + b'\0\2' + bytes(10)),
        vector('kind 0', 'malformed', make(kind=0)),
        vector('generation 0', 'malformed', make(generation=0)),
        vector('a byte after the last text', 'malformed', make(after=b'\0')),
        vector('one bit of the key check, checksum mended', 'wrongKey', flipped(good, check_at, mend=True)),
        vector('one bit of the salt, checksum mended', 'wrongKey', flipped(good, 30, mend=True)),
        vector('a label that is another', 'wrongKey', make(info=b'keyturn something 1\0')),
        vector('one bit of the sealed key, checksum mended', 'badTag', flipped(good, check_at + 16, mend=True)),
        vector('one bit of the tag, checksum mended', 'badTag', flipped(good, len(good) - 33, 128, mend=True)),
        vector('sealed without the head', 'badTag', make(tag_of=b'')),
        vector('another key sealed it, with the check of the right one', 'badTag', make(key=bytes(32), check_of=vector.key)),
    ]


slot_vector.key, object_vector.key = ACCESS_KEY, SYSTEM_KEY
good = slot()
slots = [
    slot_vector('a key server\'s key', 'success', good),
    slot_vector('a flash drive\'s key', 'success', slot(kind=2), method='usb'),
    slot_vector('a recovery key', 'success', slot(kind=3), method='recovery'),
    slot_vector('the largest counters', 'success', slot(number=2**32 - 1, generation=2**32 - 1), slot=2**32 - 1, generation=2**32 - 1),
    slot_vector('texts of one byte', 'success', slot(b's', name=b'n', identifier=b'1'), systemId='s', keyName='n', keyIdentifier='1'),
    slot_vector('texts of 512 bytes', 'success', slot(name=b'n' * 512, identifier='ü'.encode() * 256), keyName='n' * 512, keyIdentifier='ü' * 256),
    *frame_vectors(slot_vector, slot, good, len(good) - 96),
    slot_vector('an object key', 'notThisFormat', object_key()),
    slot_vector('kind 4', 'malformed', slot(kind=4)),
    slot_vector('slot 0', 'malformed', slot(number=0), slot=0),
    slot_vector('an empty name', 'malformed', slot(name=b'')),
    slot_vector('an empty identifier', 'malformed', slot(identifier=b'')),
    slot_vector('an empty system id', 'malformed', slot(system=b'')),
    slot_vector('a name of 513 bytes', 'malformed', slot(name=b'n' * 513)),
    slot_vector('a name that is no UTF-8', 'malformed', slot(name=b'\xff\xfe')),
    slot_vector('a surrogate in the identifier', 'malformed', slot(identifier=b'\xed\xa0\x80')),
    slot_vector('another system', 'wrongSystem', slot(system=b'0000020420A01235')),
    slot_vector('a system id that goes on', 'wrongSystem', slot(system=SYSTEM + b'0')),
    slot_vector('the record of another slot', 'wrongSlot', slot(number=4)),
    slot_vector('an older system key', 'wrongGeneration', slot(generation=1)),
    slot_vector('the access key of another slot', 'wrongKey', slot(key=bytes(32))),
    slot_vector('one bit of the access key', 'wrongKey', good, accessKey=flipped(ACCESS_KEY, 31).hex()),
    slot_vector('an access key of 16 bytes', 'wrongKey', good, accessKey=ACCESS_KEY[:16].hex()),
    slot_vector('an access key with a byte more', 'wrongKey', good, accessKey=ACCESS_KEY.hex() + '00'),
    slot_vector('the slot id was changed, checksum mended', 'wrongKey', flipped(slot(number=2), 19, mend=True)),
    slot_vector('one bit of the name, checksum mended', 'badTag', flipped(good, 80, mend=True)),
    slot_vector('one bit of the method, checksum mended', 'badTag', flipped(good, 11, 2, mend=True)),
]
good = object_key()
objects = [
    object_vector('a volume\'s key', 'success', good),
    object_vector('the largest generation', 'success', object_key(generation=2**32 - 1), generation=2**32 - 1),
    object_vector('an id of one byte', 'success', object_key(b'v'), objectId='v'),
    object_vector('an id of 512 bytes', 'success', object_key(b'v' * 512), objectId='v' * 512),
    *frame_vectors(object_vector, object_key, good, len(good) - 128),
    object_vector('a key slot', 'notThisFormat', slot()),
    object_vector('kind 2', 'malformed', object_key(kind=2)),
    object_vector('an empty id', 'malformed', object_key(b'')),
    object_vector('an id of 513 bytes', 'malformed', object_key(b'v' * 513)),
    object_vector('the key of another object', 'wrongObject', object_key(b'600507680C80000000000000000000AC')),
    object_vector('an older system key', 'wrongGeneration', object_key(generation=1)),
    object_vector('another system key', 'wrongKey', object_key(key=bytes(32))),
    object_vector('one bit of the system key', 'wrongKey', good, systemKey=flipped(SYSTEM_KEY, 0).hex()),
    object_vector('the object id was changed, checksum mended', 'wrongKey',
                  flipped(object_key(b'600507680C80000000000000000000AC'), len(good) - 129, mend=True)),
]
for file, vectors in (('key-slots.json', slots), ('object-keys.json', objects)):
    path = pathlib.Path(__file__).with_name(file)
    path.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + '\n')
