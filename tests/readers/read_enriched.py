#!/usr/bin/env python3
"""Reads an enriched topic: a line for each article, with its id, its relation and its story, and one for each quotation.

    protoc -I proto --python_out=generated wirefold/v1/enriched_article.proto
    pip install confluent-kafka protobuf
    PYTHONPATH=generated ./read_enriched.py 127.0.0.1:9092 news.articles.enriched.v1

A third argument ends it after that many records.
"""
import sys

from confluent_kafka import Consumer
from wirefold.v1.enriched_article_pb2 import EnrichedArticle, Relation


def main(servers, topic, most=None):
    consumer = Consumer({
        "bootstrap.servers": servers,
        "group.id": "news-readers-python",
        "auto.offset.reset": "earliest",
        # Without it, records show that a worker took back and publishes again.
        "isolation.level": "read_committed",
    })
    consumer.subscribe([topic])
    seen = 0
    while most is None or seen < most:
        record = consumer.poll(timeout=1)
        if record is None:
            continue
        if record.error():
            sys.exit(f"read {topic}: {record.error()}")
        seen += 1
        if record.value() is None:  # the article was withdrawn
            print(record.key().decode(), "WITHDRAWN", flush=True)
            continue
        article = EnrichedArticle.FromString(record.value())
        print(article.article_id, Relation.Name(article.syndication.relation), article.syndication.story_id, flush=True)
        body = article.body.encode()  # spans are bytes
        for quote in article.quotes:
            if quote.HasField("span"):  # else it was taken out of the body: quote.elsewhere
                print(article.article_id, "QUOTE", body[quote.span.begin:quote.span.end].decode(), flush=True)
    consumer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
