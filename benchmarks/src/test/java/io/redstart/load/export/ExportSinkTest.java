// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ExportSinkTest {
  @Test
  void sink_acceptsAndCounts() throws Exception {
    try (ExportSink sink = ExportSink.start()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(sink.url() + "/api/v1/write"))
          .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1000]))
          .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-prometheus-remote-write-samples-written"))
          .isPresent();
      assertThat(sink.requests()).isEqualTo(1);
      assertThat(sink.bytes()).isEqualTo(1000);
    }
  }
}
