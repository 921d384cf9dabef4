// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static io.redstart.deploy.cluster.TestMembers.NO_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** With members in this JVM; joining takes about two seconds each. */
class EventBusTlsTest {
  @TempDir
  private static Path folder;

  private static Certificates right;
  private static Certificates foreign;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    right = new Certificates(folder, "right")
        .issue("one", "localhost")
        .issue("two", "localhost")
        .issue("pod", "pod.example");
    foreign = new Certificates(folder, "foreign").issue("other", "localhost");
  }

  @BeforeEach
  void listenToTheLog() {
    logged.start();
    logger().addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(logged);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(EventBusTls.class);
  }

  @Test
  void membersWithCertificates_talk_andOthersAreRefusedAndDisturbNothing() throws Exception {
    try (TestMembers members = new TestMembers("tls-refusal")) {
      Vertx one = members.join(right.settings("one"));
      Vertx two = members.join(right.settings("two"));
      TestMembers.echo(one, "one");
      TestMembers.echo(two, "two");
      TestMembers.ask(one, "two");
      TestMembers.ask(two, "one");

      Vertx plain = members.join(NO_TLS);
      TestMembers.echo(plain, "plain");
      assertThatThrownBy(() -> TestMembers.ask(plain, "one")).hasMessageContaining("one");
      assertThatThrownBy(() -> TestMembers.ask(one, "plain")).isNotNull();
      awaitLine("not an SSL/TLS record", "127.0.0.1", "cluster.tls");

      Vertx other = members.join(foreign.settings("other"));
      TestMembers.echo(other, "other");
      assertThatThrownBy(() -> TestMembers.ask(other, "one")).isNotNull();
      assertThatThrownBy(() -> TestMembers.ask(one, "other")).isNotNull();

      TestMembers.ask(one, "two");
      TestMembers.ask(two, "one");
    }
  }

  @Test
  void memberOfAnotherAuthority_isRefusedWithALine() throws Exception {
    ClusterTlsConfig trustful = new ClusterTlsConfig(
        foreign.file("other.pem").toString(),
        foreign.file("other-key.pem").toString(),
        right.file("ca.pem").toString(),
        false,
        Duration.ZERO,
        "1.3");
    try (TestMembers members = new TestMembers("tls-authority")) {
      Vertx one = members.join(right.settings("one"));
      Vertx other = members.join(trustful);
      TestMembers.echo(one, "one");

      assertThatThrownBy(() -> TestMembers.ask(other, "one")).isNotNull();

      awaitLine("connection not accepted (tls)", "127.0.0.1", "cluster.tls");
    }
  }

  private void awaitLine(String... parts) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(List.copyOf(logged.list))
            .anySatisfy(event -> assertThat(event.getFormattedMessage()).contains(parts)));
  }

  @Test
  void verifyHost_refusesAMemberAtAnotherHost() throws Exception {
    try (TestMembers members = new TestMembers("tls-host")) {
      Vertx strict =
          members.join("tls-host", right.settings("one", true, Duration.ZERO), "localhost");
      Vertx stranger = members.join(right.settings("pod"));
      TestMembers.echo(strict, "strict");
      TestMembers.echo(stranger, "stranger");

      assertThatThrownBy(() -> TestMembers.ask(strict, "stranger")).isNotNull();
    }
  }

  @Test
  void verifyHost_acceptsAMemberAtItsHost() throws Exception {
    try (TestMembers members = new TestMembers("tls-host-right")) {
      ClusterTlsConfig strict = right.settings("one", true, Duration.ZERO);
      Vertx one = members.join("tls-host-right", strict, "localhost");
      Vertx two = members.join("tls-host-right", strict, "localhost");
      TestMembers.echo(one, "one");

      TestMembers.ask(two, "one");
    }
  }

  @Test
  void changedFiles_areUsedByBothSidesWithoutARestart() throws Exception {
    Certificates rotated = new Certificates(folder, "rotated").issue("one", "localhost");
    try (TestMembers members = new TestMembers("tls-reload")) {
      Vertx one = members.join(rotated.settings("one", false, Duration.ofMillis(100)));
      TestMembers.echo(one, "one");
      Vertx two = members.join(right.settings("two"));
      TestMembers.echo(two, "two");
      assertThatThrownBy(() -> TestMembers.ask(two, "one")).isNotNull();

      Files.writeString(rotated.file("one.pem"), "half written");
      awaitLine("cluster.tls", "keeping the previous certificate");
      for (String file : List.of("one.pem", "one-key.pem", "ca.pem")) {
        Files.copy(right.file(file), rotated.file(file), StandardCopyOption.REPLACE_EXISTING);
      }

      await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
        TestMembers.ask(two, "one");
        TestMembers.ask(one, "two");
      });
    }
  }

  @Test
  void wrongFiles_failTheStartWithTheirSetting() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    ClusterTlsConfig noKey = new ClusterTlsConfig(
        right.file("one.pem").toString(),
        text.toString(),
        right.file("ca.pem").toString(),
        false,
        Duration.ZERO,
        "1.3");
    ClusterTlsConfig noFile = new ClusterTlsConfig(
        right.file("one.pem").toString(),
        right.file("one-key.pem").toString(),
        "/no/ca.pem",
        false,
        Duration.ZERO,
        "1.3");
    try (TestMembers members = new TestMembers("tls-files")) {
      assertThatThrownBy(() -> members.join(noKey))
          .hasMessageContaining("cluster.tls.key_file: cannot use " + text);
      assertThatThrownBy(() -> members.join(noFile))
          .hasMessageContaining("cluster.tls.ca_file: cannot read /no/ca.pem");
    }
  }

  @Test
  void settings_belongTogether() {
    assertThatThrownBy(
            () -> new ClusterTlsConfig("cert.pem", "key.pem", "", false, Duration.ZERO, "1.3"))
        .hasMessage("cert_file, key_file and ca_file need each other");
    assertThatThrownBy(() -> new ClusterTlsConfig("", "", "", true, Duration.ZERO, "1.3"))
        .hasMessage("verify_host needs cert_file, key_file and ca_file");
    assertThatThrownBy(() -> new ClusterTlsConfig("", "", "", false, Duration.ZERO, "1.1"))
        .hasMessage("min_version must be 1.2 or 1.3, not 1.1");
  }
}
