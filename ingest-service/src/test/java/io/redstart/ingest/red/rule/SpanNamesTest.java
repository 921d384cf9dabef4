// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.span;
import static io.redstart.ingest.red.rule.RuleSpans.nameOf;
import static io.redstart.ingest.red.rule.RuleSpans.number;
import static io.redstart.ingest.red.rule.RuleSpans.truth;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.redstart.spanmetrics.SpanNamesConfig;
import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanNamesTest {
  private static final List<Replaced> ALL = List.of(Replaced.values());
  private final SpanNames conventional = new SpanNames(new SpanNamesConfig(true, List.of()));
  private final SpanNames placeholders = new SpanNames(new SpanNamesConfig(false, ALL));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /users/123 | GET /users/{id}",
        "GET /users/1/orders/77?page=3 | GET /users/{id}/orders/{id}?page={id}",
        "/orders/ord_8f3kz09 | /orders/ord_{id}",
        "GET user:4711 | GET user:{id}",
        "job-1700000000 | job-{id}",
        "DELETE /f/f81d4fae-7dec-11d0-a765-00a0c91e6bf6/x | DELETE /f/{uuid}/x",
        "user-F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6 | user-{uuid}",
        "/blob/3f2a9c1b | /blob/{hash}",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736 | trace {hash}",
        "/u/01ARZ3NDEKTSV4RRFFQ69G5FAV | /u/{id}",
        "/invoice/INV20240001.pdf | /invoice/{id}.pdf",
        "größe 12 | größe {id}",
        "/users/{userId2}/posts/9 | /users/{userId2}/posts/{id}",
        "{ 12 | { {id}",
      })
  void of_putsPlaceholdersInPlaceOfIds(String name, String expected) {
    assertThat(nameOf(placeholders, span(name, 1).build())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v2",
        "http2",
        "s3.PutObject",
        "utf8 to utf-8",
        "sha256",
        "iso-8859-1",
        "TLS 1.3",
        "k8s/apis/apps/v1beta1",
        "oauth2/token",
        "log4j2",
        "x86_64",
        "com.acme.v2.UserService/GetUserV2ByEmail",
        "deadbeef",
        "added2021",
        "facade",
        "report-2024",
        "a%20b",
        "SELECT * FROM users WHERE id = $1",
        "/users/{id}",
        "/users/{id:[0-9]+}",
        "größe12345x",
        "",
      })
  void of_leavesWords(String name) {
    assertThat(nameOf(placeholders, span(name, 1).build())).isEqualTo(name);
  }

  @Test
  void of_replacesOnlyWhatIsAskedFor() {
    SpanNames numbers = new SpanNames(new SpanNamesConfig(false, List.of(Replaced.NUMBERS)));
    assertThat(nameOf(
            numbers,
            span("/1/3f2a9c1b/f81d4fae-7dec-11d0-a765-00a0c91e6bf6/8f3kz09", 1).build()))
        .isEqualTo("/{id}/3f2a9c1b/f81d4fae-7dec-11d0-a765-00a0c91e6bf6/8f3kz09");
  }

  @Test
  void of_leavesWhatWouldBeTooLong() {
    String name = "/1".repeat(NameBuffer.SIZE_MAX_BYTES / 2);
    assertThat(nameOf(placeholders, span(name, 1).build())).isEqualTo(name);
  }

  @Test
  void of_httpServer_isMethodAndRoute() {
    Span.Builder span = span("handler", 1).addAttributes(attribute("http.request.method", "GET"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("GET");
    span.addAttributes(attribute("url.template", "/no"))
        .addAttributes(attribute("http.route", "/users/:id"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("GET /users/:id");
  }

  @Test
  void of_httpClient_isMethodAndTemplate() {
    Span.Builder span = client("HTTP GET http://a/users/1")
        .addAttributes(attribute("http.method", "POST"))
        .addAttributes(attribute("http.route", "/no"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("POST");
    span.addAttributes(attribute("url.template", "/users/{id}"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("POST /users/{id}");
  }

  @Test
  void of_unknownMethod_isHttp() {
    Span span =
        client("x").addAttributes(attribute("http.request.method", "_OTHER")).build();
    assertThat(nameOf(conventional, span)).isEqualTo("HTTP");
  }

  @Test
  void of_rpc_isServiceAndMethod() {
    Span.Builder span = span("x", 1).addAttributes(attribute("rpc.system", "grpc"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("grpc");
    span.addAttributes(attribute("rpc.service", "acme.Cart"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("acme.Cart/*");
    span.addAttributes(attribute("rpc.grpc.method", "Add"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("acme.Cart/Add");
  }

  @Test
  void of_database_isOperationAndTarget() {
    Span.Builder span = client("x").addAttributes(attribute("db.system", "postgresql"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("postgresql");
    span.addAttributes(attribute("net.peer.name", "db1"))
        .addAttributes(number("server.port", 5432));
    assertThat(nameOf(conventional, span.build())).isEqualTo("db1:5432");
    span.addAttributes(attribute("db.name", "shop"))
        .addAttributes(attribute("db.operation", "SELECT"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("SELECT shop");
    span.addAttributes(attribute("db.sql.table", "orders"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("SELECT shop.orders");
    span.addAttributes(attribute("db.query.summary", "SELECT orders items"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("SELECT orders items");
  }

  @Test
  void of_messaging_isOperationAndDestination() {
    Span.Builder span = span("x", 1)
        .setKind(SpanKind.SPAN_KIND_PRODUCER)
        .addAttributes(attribute("messaging.system", "kafka"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("kafka");
    span.addAttributes(attribute("messaging.operation", "publish"))
        .addAttributes(attribute("messaging.destination", "orders"));
    assertThat(nameOf(conventional, span.build())).isEqualTo("publish orders");
    span.addAttributes(truth("messaging.destination.anonymous", true));
    assertThat(nameOf(conventional, span.build())).isEqualTo("publish (anonymous)");
    span.addAttributes(truth("messaging.destination.temporary", true));
    assertThat(nameOf(conventional, span.build())).isEqualTo("publish (temporary)");
  }

  @Test
  void of_internalAndUnknownSpans_stays() {
    Span internal = span("load user 1", 1)
        .setKind(SpanKind.SPAN_KIND_INTERNAL)
        .addAttributes(attribute("http.request.method", "GET"))
        .build();
    assertThat(nameOf(conventional, internal)).isEqualTo("load user 1");
    assertThat(nameOf(conventional, span("custom", 1).build())).isEqualTo("custom");
  }

  @Test
  void of_replacesIdsInConventionalNames() {
    SpanNames both = new SpanNames(new SpanNamesConfig(true, ALL));
    Span span = client("x")
        .addAttributes(attribute("http.request.method", "GET"))
        .addAttributes(attribute("url.template", "/tenants/42/users/{id}"))
        .build();
    assertThat(nameOf(both, span)).isEqualTo("GET /tenants/{id}/users/{id}");
  }

  private static Span.Builder client(String name) {
    return span(name, 1).setKind(SpanKind.SPAN_KIND_CLIENT);
  }
}
