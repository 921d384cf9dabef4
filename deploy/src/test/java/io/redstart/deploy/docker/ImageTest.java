// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.connection.GuardedTransport;
import io.redstart.deploy.RedstartConfig;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class ImageTest {
  private static RedstartConfig settings() throws SettingsException {
    return SettingsReader.read(
            RedstartConfig.class, SettingsSource.environment(Image.read().environment()))
        .value();
  }

  @Test
  void environment_changesNoPort() throws SettingsException {
    assertThat(Image.ports(settings()))
        .isEqualTo(Image.ports(SettingsReader.defaults(RedstartConfig.class)));
  }

  @Test
  void environment_opensEveryEndpoint() throws SettingsException {
    RedstartConfig settings = settings();
    assertThat(new Endpoint[] {
          settings.ingest().otlp().protocols().grpc().endpoint(),
          settings.ingest().otlp().protocols().http().endpoint(),
          settings.query().endpoint(),
          settings.query().scrape().endpoint(),
          settings.telemetry().endpoint()
        })
        .extracting(Endpoint::host)
        .containsOnly("0.0.0.0");
  }

  @Test
  void exposedPorts_areThoseOfTheSettings() throws SettingsException {
    Map<String, Integer> ports = new TreeMap<>(Image.ports(settings()));
    ports.put("event-bus", 5702); // The default is any port; the manifests set one.

    assertThat(Image.read().exposed()).containsExactlyInAnyOrderElementsOf(ports.values());
  }

  @Test
  void everythingWritten_liesOnTheVolume() throws SettingsException {
    assertThat(Image.text()).contains("\nVOLUME " + Image.DATA + "\n");
    assertThat(new String[] {
          settings().store().path(),
          settings().ingest().forward().sendingQueue().path(),
          settings().query().export().remoteWrite().path(),
          settings().query().export().otlp().path()
        })
        .allMatch(path -> path.startsWith(Image.DATA + "/"));
  }

  @Test
  void volume_belongsToTheUser() {
    assertThat(Image.text()).contains(" install -d -o 10001 -g 10001 " + Image.DATA + "\n");
    assertThat(Image.read().user()).isEqualTo(10001);
  }

  @Test
  void copiedFiles_areSentToTheBuilder() {
    List<String> copied = Pattern.compile("(?m)^COPY (deploy/\\S+) ")
        .matcher(Image.text())
        .results()
        .map(line -> "!" + line.group(1))
        .toList();
    assertThat(copied).hasSize(3);
    assertThat(Image.text("Dockerfile.dockerignore").lines()).containsAll(copied);
  }

  @Test
  void healthCheck_asksTheTelemetryEndpoint() throws SettingsException {
    assertThat(Image.text())
        .contains("/dev/tcp/127.0.0.1/" + settings().telemetry().endpoint().port() + " ")
        .contains("GET " + Image.READY + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {Image.LIVE, Image.READY})
  void healthPaths_areServed(String path, VertxTestContext context) throws SettingsException {
    Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
    HttpClient client = vertx.createHttpClient();
    RedstartConfig anyPort = SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of("telemetry.endpoint=127.0.0.1:0")))
        .value();
    TelemetryService.create()
        .listen(vertx, anyPort.telemetry())
        .compose(telemetry -> client.request(HttpMethod.GET, telemetry.port(), "127.0.0.1", path))
        .compose(HttpClientRequest::send)
        .onComplete(context.succeeding(answer -> context.verify(() -> {
          assertThat(answer.statusCode()).as(path).isIn(200, 503);
          vertx.close().onComplete(context.succeedingThenComplete());
        })));
  }
}
