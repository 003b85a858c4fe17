#!/usr/bin/env python3
"""Makes vectors.json from docs/formats/volume.md alone: a second implementation of the format, one failure a vector."""
import hashlib, hmac, json, os, struct

KEY = bytes(range(64))

def header(identifier=b'volume-1', key=KEY, magic=b'KEYTURN VOLUME\0\0', version=1, unit=512, payload=4096, cipher=1, length=None):
    check = hmac.new(key, b'Keyturn volume key check 1\0' + identifier, hashlib.sha256).digest()
    length = len(identifier) if length is None else length
    head = struct.pack('>16sIIQHH64s32s', magic, version, unit, payload, cipher, length, identifier, check)
    assert len(head) == 132
    return head, hashlib.sha256(head.ljust(4064, b'\0')).digest()

def vector(name, expect, made, **more):
    head, digest = made
    return {'name': name, 'expect': expect, 'volumeId': 'volume-1', 'key': KEY.hex(), 'head': head.hex(), 'digest': digest.hex(), **more}

def flipped(made, at, bit=1):
    head, digest = made
    head = bytearray(head)
    head[at] ^= bit
    return bytes(head), digest

good = header()
vectors = [
    vector('good', 'good', good),
    vector('good, identifier of one byte', 'good', header(b'v'), volumeId='v'),
    vector('good, identifier of 64 bytes', 'good', header(b'v' * 64), volumeId='v' * 64),
    vector('an empty file', 'notAVolume', good, length=0),
    vector('cut before its end', 'notAVolume', good, length=4095),
    vector('all zeros', 'notAVolume', (bytes(132), bytes(32))),
    vector('a LUKS header', 'notAVolume', (b'LUKS\xba\xbe\0\2'.ljust(132, b'\0'), bytes(32))),
    vector('one bit of the magic', 'notAVolume', flipped(good, 0)),
    vector('version 2', 'unknownVersion', header(version=2)),
    vector('version 0', 'unknownVersion', header(version=0)),
    vector('one bit of the version, with the old digest', 'unknownVersion', flipped(good, 19, 2)),
    vector('units of 4096 bytes', 'unknownVersion', header(unit=4096)),
    vector('payload at 8192', 'unknownVersion', header(payload=8192)),
    vector('another cipher', 'unknownVersion', header(cipher=2)),
    vector('torn: identifier, with the old digest', 'notAVolume', flipped(good, 36)),
    vector('torn: key check, with the old digest', 'notAVolume', flipped(good, 131)),
    vector('torn: digest is zeros', 'notAVolume', (good[0], bytes(32))),
    vector('another volume', 'otherVolume', header(b'volume-2')),
    vector('an identifier that is longer', 'otherVolume', header(b'volume-10')),
    vector('an identifier of no bytes', 'otherVolume', header(length=0)),
    vector('an identifier beyond its field', 'otherVolume', header(length=200)),
    vector('an identifier that is no UTF-8', 'otherVolume', header(b'\xff\xfe')),
    vector('another key', 'wrongKey', header(key=bytes(64))),
    vector('data key and tweak key swapped', 'wrongKey', header(key=KEY[32:] + KEY[:32])),
    vector('the key of one bit less', 'wrongKey', header(key=KEY[:63] + bytes([KEY[63] ^ 1]))),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'vectors.json'), 'w') as out:
    json.dump(vectors, out, indent=1)
    out.write('\n')
