"""The messages of `tf.train.Example`, built in code: nothing of TensorFlow is imported.

https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto
"""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

_ONE = FieldDescriptorProto.LABEL_OPTIONAL
_MANY = FieldDescriptorProto.LABEL_REPEATED
_PACKAGE = "counterpoise"

_FIELDS = {
    "BytesList": [("value", 1, FieldDescriptorProto.TYPE_BYTES, _MANY, None)],
    "FloatList": [("value", 1, FieldDescriptorProto.TYPE_FLOAT, _MANY, None)],
    "Int64List": [("value", 1, FieldDescriptorProto.TYPE_INT64, _MANY, None)],
    "Feature": [
        ("bytes_list", 1, FieldDescriptorProto.TYPE_MESSAGE, _ONE, "BytesList"),
        ("float_list", 2, FieldDescriptorProto.TYPE_MESSAGE, _ONE, "FloatList"),
        ("int64_list", 3, FieldDescriptorProto.TYPE_MESSAGE, _ONE, "Int64List"),
    ],
    # A map is, on the wire, repeated pairs. The Feature in a pair stays bytes here, so that a
    # whole column of them can be read at once: three times faster than reading each.
    "Pair": [
        ("key", 1, FieldDescriptorProto.TYPE_STRING, _ONE, None),
        ("value", 2, FieldDescriptorProto.TYPE_BYTES, _ONE, None),
    ],
    "Features": [("feature", 1, FieldDescriptorProto.TYPE_MESSAGE, _MANY, "Pair")],
    "Example": [("features", 1, FieldDescriptorProto.TYPE_MESSAGE, _ONE, "Features")],
}
"""Message -> its fields: name, number, type, label, and the message it holds."""


def _pool() -> DescriptorPool:
    file = FileDescriptorProto(name="example.proto", package=_PACKAGE, syntax="proto3")
    for message, fields in _FIELDS.items():
        added = file.message_type.add(name=message)
        for name, number, kind, label, holds in fields:
            type_name = holds and f".{_PACKAGE}.{holds}"
            added.field.add(name=name, number=number, type=kind, label=label, type_name=type_name)
    feature = next(message for message in file.message_type if message.name == "Feature")
    feature.oneof_decl.add(name="kind")
    for field in feature.field:
        field.oneof_index = 0
    pool = DescriptorPool()
    pool.Add(file)
    return pool


_POOL = _pool()
# Classes made at run time: no type checker can see their fields.
Example: Any = GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.Example"))
Feature: Any = GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.Feature"))
