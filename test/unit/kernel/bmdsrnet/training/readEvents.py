"""Reads TensorBoard event files with nothing but the standard library, and prints their events as JSON.

The checksum is computed bit by bit from the polynomial, and messages are decoded generically, so that no mistake is
shared with the writer under test.
"""
import json
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        for bit in range(8):
            low = (crc ^ (byte >> bit)) & 1
            crc = (crc >> 1) ^ (0x82F63B78 if low else 0)
    return crc ^ 0xFFFFFFFF


def check(data, stored):
    crc = crc32c(data)
    rotated = ((crc >> 15) | (crc << 17)) & 0xFFFFFFFF
    assert (rotated + 0xA282EAD8) & 0xFFFFFFFF == stored, 'wrong checksum'


def records(path):
    with open(path, 'rb') as file:
        while header := file.read(12):
            length, crc = struct.unpack('<QI', header)
            check(header[:8], crc)
            data = file.read(length)
            (crc,) = struct.unpack('<I', file.read(4))
            check(data, crc)
            yield data


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 1:
            (value,) = struct.unpack_from('<d', data, at)
            at += 8
        elif wire == 5:
            (value,) = struct.unpack_from('<f', data, at)
            at += 4
        else:
            assert wire == 2, 'unknown wire type'
            length, at = varint(data, at)
            value = data[at : at + length]
            at += length
        yield field, value


def text(value):
    plugin = dict(fields(dict(fields(value[9]))[1]))
    tensor = dict(fields(value[8]))
    assert plugin[1] == b'text' and tensor[1] == 7 and tensor[2] == b'', 'not a string for the text plugin'
    return tensor[8].decode()


def event(data):
    parts = dict(fields(data))
    found = {'wallTime': parts[1], 'step': parts.get(2, 0)}
    if 3 in parts:
        found['fileVersion'] = parts[3].decode()
    if 7 in parts:
        found['session'] = dict(fields(parts[7]))[1]
    if 5 in parts:
        values = [dict(fields(value)) for field, value in fields(parts[5]) if field == 1]
        found['scalars'] = {value[1].decode(): value[2] for value in values if 2 in value}
        found['texts'] = {value[1].decode(): text(value) for value in values if 8 in value}
    return found


assert crc32c(b'123456789') == 0xE3069283, 'the reader itself is wrong'
print(json.dumps([[event(data) for data in records(path)] for path in sys.argv[1:]]))
