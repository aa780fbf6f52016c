// Reads an enriched topic: a line for each article, with its id, its relation and its story, and one for each quotation.
// Needs the libraries of pom.xml, and the class that protoc makes:
//
//   mvn -f pom.xml dependency:copy-dependencies -DoutputDirectory=libs
//   protoc -I proto --java_out=generated wirefold/v1/enriched_article.proto
//   javac -cp 'libs/*' -d classes ReadEnriched.java generated/wirefold/v1/*.java
//   java -cp 'classes:libs/*' ReadEnriched 127.0.0.1:9092 news.articles.enriched.v1
//
// A third argument ends it after that many records.
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import wirefold.v1.EnrichedArticleOuterClass.EnrichedArticle;
import wirefold.v1.EnrichedArticleOuterClass.Quote;

public final class ReadEnriched {
  public static void main(String[] arguments) throws Exception {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", arguments[0],
        "group.id", "news-readers-java",
        "auto.offset.reset", "earliest",
        // Java's consumers read uncommitted records by default: those, too, that a worker took back.
        "isolation.level", "read_committed");
    long most = arguments.length > 2 ? Long.parseLong(arguments[2]) : Long.MAX_VALUE;
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(arguments[1]));
      for (long seen = 0; seen < most; ) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          seen++;
          print(record);
        }
      }
    }
  }

  private static void print(ConsumerRecord<String, byte[]> record) throws Exception {
    if (record.value() == null) {
      System.out.println(record.key() + " WITHDRAWN");
      return;
    }
    EnrichedArticle article = EnrichedArticle.parseFrom(record.value());
    System.out.println(article.getArticleId() + " " + article.getSyndication().getRelation() + " "
        + article.getSyndication().getStoryId());
    ByteString body = article.getBodyBytes(); // spans are bytes
    for (Quote quote : article.getQuotesList()) {
      if (quote.hasSpan()) { // else it was taken out of the body: quote.getElsewhere()
        System.out.println(article.getArticleId() + " QUOTE "
            + body.substring(quote.getSpan().getBegin(), quote.getSpan().getEnd()).toStringUtf8());
      }
    }
  }
}
