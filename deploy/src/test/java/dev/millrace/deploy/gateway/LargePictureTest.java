package dev.millrace.deploy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.local.Playing;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.http.HttpGateway;
import dev.millrace.ingest.http.Tokens;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that no record has room for, on every way in. */
class LargePictureTest {

  private static byte[] picture;

  @TempDir Path folder;

  /** Noise, which PNG can't make smaller: above 17 MB. */
  @BeforeAll
  static void draw() throws Exception {
    SplittableRandom noise = new SplittableRandom(1);
    BufferedImage image = new BufferedImage(2400, 2500, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, noise.nextInt());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    picture = out.toByteArray();
    assertThat(picture.length).isGreaterThan(17_000_000);
  }

  private Task task(String feed) {
    String text = "task: read\nfeed: {name: cam, %s}\nbundle: pp-ocr-v4\n".formatted(feed);
    return TaskFile.parse(text, "cam.yaml", folder);
  }

  private void expectClaim(Ingested ingest, BlobStore store) throws Exception {
    List<SpecificRecord> events = ingest.read(ingest.topics().imageEvents(), all -> !all.isEmpty());
    ImageFrame frame = (ImageFrame) events.get(0);
    assertThat(frame.getData()).isNull();
    assertThat(frame.getWidth()).isEqualTo(2400);
    assertThat(frame.getDataUri()).isEqualTo(BlobName.of(picture).uri());
    assertThat(store.get(BlobName.ofUri(frame.getDataUri()), Blobs.MOST_BYTES)).isEqualTo(picture);
  }

  private BlobStore store() throws Exception {
    String where = folder.resolve("blobs").toString();
    return Blobs.open(BlobAddress.of(where, null), InstantSource.system());
  }

  @Test
  void aPostPassesWithAStoreAndIsRefusedWithout() throws Exception {
    Task task = task("format: topic-image");
    Path tokens = folder.resolve("tokens");
    Tokens.makeIfAbsent(tokens);
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        BlobStore store = store();
        Ingested ingest = Ingested.start(kafka, folder, "post", List.of(task))) {
      assertThat(post(task, ingest, tokens, Claims.NONE)).isEqualTo(413);
      assertThat(post(task, ingest, tokens, Claims.on(store, 1 << 20))).isEqualTo(202);
      expectClaim(ingest, store);
    }
  }

  private int post(Task task, Ingested ingest, Path tokens, Claims claims) throws Exception {
    try (HttpGateway gateway =
        HttpGateway.create(
            List.of(task.feed()),
            ingest.kafka(),
            ingest.topics(),
            HttpGateway.Access.of(Tokens.read(tokens)),
            claims)) {
      int port = gateway.start(new HttpGateway.Address("127.0.0.1", 0));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feeds/cam/events"))
              .header("Authorization", "Bearer " + Files.readString(tokens).strip())
              .header("Content-Type", "image/png")
              .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
              .build();
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  @Test
  void aFileOfAFolderPassesWithAStoreAndIsSkippedWithout() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Files.write(pictures.resolve("large.png"), picture);
    Task task = task("format: images");
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        BlobStore store = store();
        Ingested ingest = Ingested.start(kafka, folder, "folder", List.of(task))) {
      Feeder without = feeder(task, pictures, ingest, Claims.NONE);
      without.run();
      assertThat(without.counts().skipped().keySet().toString()).contains("--blobs");
      Feeder with = feeder(task, pictures, ingest, Claims.on(store, 1 << 20));
      with.run();
      assertThat(with.counts().events()).isEqualTo(1);
      expectClaim(ingest, store);
    }
  }

  private static Feeder feeder(Task task, Path pictures, Ingested ingest, Claims claims) {
    InstantSource clock = InstantSource.system();
    return Feeds.open(List.of(task), List.of(pictures), Playing.unpaced(), clock)
        .claiming(claims)
        .feeders(ingest.kafka(), ingest.topics())
        .get(0);
  }

  @Test
  void aRecordOfAForeignTopicPasses() throws Exception {
    Task task = task("format: kafka, kafka: {topics: [cameras], content: image}");
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        BlobStore store = store();
        ForeignWriter others = new ForeignWriter(kafka);
        Ingested ingest = Ingested.start(kafka, folder, "topic", List.of(task))) {
      others.create("cameras", 1);
      others.write(new ProducerRecord<>("cameras", null, picture));
      Inflow inflow =
          Gateways.open(task.feed(), List.of(task), Claims.on(store, 1 << 20))
              .orElseThrow()
              .into(ingest.outlet("cam"));
      var end = inflow.start();
      expectClaim(ingest, store);
      inflow.stop();
      assertThat(end.get(30, TimeUnit.SECONDS).events()).isEqualTo(1);
    }
  }
}
