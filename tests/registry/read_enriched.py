#!/usr/bin/env python3
"""Reads an enriched topic in Confluent's framing as any Python program would: with Confluent's own deserialiser, which
asks the registry for the writer's schema. Prints a line for each record: its article id and its relation.

usage: read_enriched.py BOOTSTRAP_SERVERS TOPIC REGISTRY_URL RECORDS   (PYTHONPATH: where protoc's output is)
"""
import inspect
import sys

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from wirefold.v1.enriched_article_pb2 import EnrichedArticle, Relation


def deserializer(registry_url):
    configuration = {"use.deprecated.format": False}
    if len(inspect.signature(ProtobufDeserializer.__init__).parameters) > 3:
        return ProtobufDeserializer(EnrichedArticle, configuration, SchemaRegistryClient({"url": registry_url}))
    return ProtobufDeserializer(EnrichedArticle, configuration)  # 2.5 asks no registry


def main(servers, topic, registry_url, records):
    deserialize = deserializer(registry_url)
    consumer = Consumer({
        "bootstrap.servers": servers,
        "group.id": f"readers-{sys.version_info.minor}",
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
    })
    consumer.subscribe([topic])
    for _ in range(records):
        message = consumer.poll(timeout=30)
        if message is None or message.error():
            sys.exit(f"no record: {message and message.error()}")
        article = deserialize(message.value(), SerializationContext(topic, MessageField.VALUE))
        relation = Relation.Name(article.syndication.relation)
        print(article.article_id, relation)
    consumer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
