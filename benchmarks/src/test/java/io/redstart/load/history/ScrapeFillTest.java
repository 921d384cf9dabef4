// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads what is sent to a remote write endpoint. */
class ScrapeFillTest {
  private static final History HISTORY = new History(2, 10, 3, 1, 30, 7, 1_200_000, 960);

  private final Map<String, List<Double>> values = new TreeMap<>();
  private final Map<String, List<Long>> stamps = new TreeMap<>();
  private final HttpServer server = serve();

  private HttpServer serve() {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.createContext("/", exchange -> {
        read(exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
      });
      made.start();
      return made;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private synchronized void read(byte[] snappy) throws IOException {
    CodedInputStream request = CodedInputStream.newInstance(plain(snappy));
    while (request.readTag() == 10) {
      CodedInputStream series = CodedInputStream.newInstance(request.readByteArray());
      StringBuilder labels = new StringBuilder();
      for (int tag = series.readTag(); tag != 0; tag = series.readTag()) {
        CodedInputStream part = CodedInputStream.newInstance(series.readByteArray());
        part.readTag();
        if (tag == 10) {
          labels.append(part.readString()).append('=');
          part.readTag();
          labels.append(part.readString()).append(' ');
        } else {
          double value = part.readDouble();
          values.computeIfAbsent(labels.toString(), key -> new ArrayList<>()).add(value);
          part.readTag();
          stamps.computeIfAbsent(labels.toString(), key -> new ArrayList<>()).add(part.readInt64());
        }
      }
    }
  }

  /** Reads Snappy's literals as the format describes them. */
  private static byte[] plain(byte[] snappy) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(new ByteArrayInputStream(snappy));
    int size = in.readRawVarint32();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (!in.isAtEnd()) {
      assertThat(in.readRawByte() & 0xff).isEqualTo(61 << 2);
      int length = (in.readRawByte() & 0xff) + ((in.readRawByte() & 0xff) << 8) + 1;
      out.write(in.readRawBytes(length));
    }
    assertThat(out.size()).isEqualTo(size);
    return out.toByteArray();
  }

  private void send() throws Exception {
    URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/api/v1/write");
    RemoteWrite target = new RemoteWrite(uri);
    new ScrapeFill(HISTORY, target).run();
    target.finish();
  }

  @Test
  void run_countsEverySpanInItsBuckets() throws Exception {
    send();
    for (int i = 0; i < HISTORY.labelSets(); i++) {
      List<Long> spans = new ArrayList<>();
      History.Spans all = HISTORY.spans(i);
      for (int window = 0; window < HISTORY.windows(); window++) {
        all.nextWindow(spans::add);
      }
      String name = HISTORY.labels(i).get("span_name");
      String status = HISTORY.labels(i).get("status_code");
      String service = HISTORY.labels(i).get("service_name");
      assertThat(last("calls_total", service, name, status, "")).isEqualTo(spans.size());
      assertThat(last("milliseconds_bucket", service, name, status, "le=100 "))
          .isEqualTo(spans.stream().filter(nanos -> nanos <= 100_000_000).count());
    }
  }

  private double last(String metric, String service, String name, String status, String le) {
    List<Double> found = values.entrySet().stream()
        .filter(series -> series.getKey().contains(metric + " ")
            && series.getKey().contains("service_name=" + service + " ")
            && series.getKey().contains("span_name=" + name + " ")
            && series.getKey().contains(status)
            && series.getKey().contains(le))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
    return found.get(found.size() - 1);
  }

  @Test
  void run_scrapesEvery15Seconds_fromTheFirstSpanOn() throws Exception {
    send();
    assertThat(values).hasSize(22 * 20);
    assertThat(stamps).allSatisfy((series, times) -> {
      assertThat(times.get(times.size() - 1)).isEqualTo(HISTORY.endMillis());
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1)).isEqualTo(15_000);
      }
    });
    assertThat(stamps.values()).anyMatch(times -> times.size() == 320);
    assertThat(values.get(values.keySet().iterator().next()).get(0)).isPositive();
  }
}
