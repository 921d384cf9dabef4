// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.AttributeValues;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.PlainValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a span's name from its attributes, as OpenTelemetry's semantic conventions define it:
 *
 * <pre>
 *   SERVER             HTTP  GET /users/:id           RPC  service/method   messaging
 *   CLIENT             HTTP  GET /users/{id}          RPC  service/method   database, messaging
 *   PRODUCER CONSUMER  messaging  publish orders
 * </pre>
 *
 * <p>The rules, their order and the older names of attributes are those of the Collector's
 * transform processor, function {@code set_semconv_span_name} (contrib,
 * processor/transformprocessor/internal/traces/span_name.go). There are three additions: the method
 * {@code _OTHER} becomes {@code HTTP}, as opentelemetry.io/docs/specs/semconv/http/http-spans says;
 * the older names of a table, a server's address and port are known; an empty value counts as
 * missing.
 */
final class ConventionalName {
  /** The attributes that names are made of, each with its older names. */
  private enum Part {
    HTTP_METHOD("http.request.method http.method"),
    HTTP_ROUTE("http.route"),
    URL_TEMPLATE("url.template"),
    RPC_SYSTEM("rpc.system rpc.system.name"),
    RPC_SERVICE("rpc.service rpc.grpc.service"),
    RPC_METHOD("rpc.method rpc.grpc.method"),
    DB_SYSTEM("db.system.name db.system"),
    DB_SUMMARY("db.query.summary"),
    DB_OPERATION("db.operation.name db.operation"),
    DB_NAMESPACE("db.namespace db.name"),
    DB_COLLECTION("db.collection.name db.sql.table db.mongodb.collection db.cassandra.table"),
    DB_PROCEDURE("db.stored_procedure.name"),
    MESSAGING_SYSTEM("messaging.system"),
    MESSAGING_OPERATION("messaging.operation.name messaging.operation"),
    DESTINATION_TEMPORARY("messaging.destination.temporary"),
    DESTINATION_ANONYMOUS("messaging.destination.anonymous"),
    DESTINATION_TEMPLATE("messaging.destination.template"),
    DESTINATION("messaging.destination.name messaging.destination"),
    SERVER_ADDRESS("server.address net.peer.name"),
    SERVER_PORT("server.port net.peer.port");

    private final String keys;

    Part(String keys) {
      this.keys = keys;
    }

    /** Returns the names, newest first. */
    List<String> names() {
      return List.of(keys.split(" "));
    }
  }

  // OTLP's trace.proto, Span.SpanKind
  private static final int SERVER = 2;
  private static final int CLIENT = 3;
  private static final int CONSUMER = 5;

  private static final byte[] OTHER_METHOD = ascii("_OTHER");
  private static final byte[] HTTP = ascii("HTTP");
  private static final byte[] ANY_METHOD = ascii("/*");
  private static final byte[] TEMPORARY = ascii("(temporary)");
  private static final byte[] ANONYMOUS = ascii("(anonymous)");

  private final AttributeValues values = new AttributeValues(
      Arrays.stream(Part.values()).flatMap(part -> part.names().stream()).toList());

  /** By part: the position of its first key. Its keys end where those of the next part begin. */
  private final int[] firstKey = new int[Part.values().length + 1];

  private final ByteSlice text = new ByteSlice();

  ConventionalName() {
    for (Part part : Part.values()) {
      firstKey[part.ordinal() + 1] = firstKey[part.ordinal()] + part.names().size();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes the name of a span.
   *
   * @return whether the conventions define one; if not, nothing was written
   */
  boolean write(OtlpSpan span, NameBuffer out) throws MalformedOtlpException {
    int kind = span.kind();
    if (kind < SERVER || kind > CONSUMER) {
      return false;
    }
    values.select(span.attributes());
    if (kind == SERVER || kind == CLIENT) {
      if (has(Part.HTTP_METHOD)) {
        writeHttp(kind == SERVER ? Part.HTTP_ROUTE : Part.URL_TEMPLATE, out);
        return true;
      }
      if (has(Part.RPC_SYSTEM)) {
        writeRpc(out);
        return true;
      }
    }
    if (kind == CLIENT && has(Part.DB_SYSTEM)) {
      writeDatabase(out);
      return true;
    }
    if (has(Part.MESSAGING_SYSTEM)) {
      writeMessaging(out);
      return true;
    }
    return false;
  }

  private void writeHttp(Part target, NameBuffer out) throws MalformedOtlpException {
    ByteSlice method = value(Part.HTTP_METHOD);
    if (PlainValue.readString(method, text) && text.contentEquals(OTHER_METHOD)) {
      out.append(HTTP);
    } else {
      out.appendValue(method);
    }
    if (has(target)) {
      out.append(' ');
      append(target, out);
    }
  }

  private void writeRpc(NameBuffer out) throws MalformedOtlpException {
    boolean service = has(Part.RPC_SERVICE);
    boolean method = has(Part.RPC_METHOD);
    if (!service && !method) {
      append(Part.RPC_SYSTEM, out);
      return;
    }
    if (service) {
      append(Part.RPC_SERVICE, out);
    }
    if (service && method) {
      out.append('/');
    }
    if (method) {
      append(Part.RPC_METHOD, out);
    } else {
      out.append(ANY_METHOD);
    }
  }

  private void writeDatabase(NameBuffer out) throws MalformedOtlpException {
    if (has(Part.DB_SUMMARY)) {
      append(Part.DB_SUMMARY, out);
      return;
    }
    int before = out.size();
    if (has(Part.DB_OPERATION)) {
      append(Part.DB_OPERATION, out);
    }
    if (hasDatabaseTarget()) {
      writeSpace(before, out);
      writeDatabaseTarget(out);
    }
    if (out.size() == before) {
      append(Part.DB_SYSTEM, out);
    }
  }

  private boolean hasDatabaseTarget() {
    return has(Part.DB_COLLECTION)
        || has(Part.DB_PROCEDURE)
        || has(Part.DB_NAMESPACE)
        || has(Part.SERVER_ADDRESS);
  }

  private void writeDatabaseTarget(NameBuffer out) throws MalformedOtlpException {
    Part table = has(Part.DB_COLLECTION) ? Part.DB_COLLECTION : Part.DB_PROCEDURE;
    if (has(Part.DB_NAMESPACE)) {
      append(Part.DB_NAMESPACE, out);
      if (has(table)) {
        out.append('.');
      }
    }
    if (has(table)) {
      append(table, out);
    } else if (!has(Part.DB_NAMESPACE)) {
      writeServer(out);
    }
  }

  private void writeMessaging(NameBuffer out) throws MalformedOtlpException {
    int before = out.size();
    if (has(Part.MESSAGING_OPERATION)) {
      append(Part.MESSAGING_OPERATION, out);
    }
    writeDestination(before, out);
    if (out.size() == before) {
      append(Part.MESSAGING_SYSTEM, out);
    }
  }

  private void writeDestination(int before, NameBuffer out) throws MalformedOtlpException {
    if (PlainValue.isTrue(value(Part.DESTINATION_TEMPORARY))) {
      writeSpace(before, out);
      out.append(TEMPORARY);
    } else if (PlainValue.isTrue(value(Part.DESTINATION_ANONYMOUS))) {
      writeSpace(before, out);
      out.append(ANONYMOUS);
    } else if (has(Part.DESTINATION_TEMPLATE)) {
      writeSpace(before, out);
      append(Part.DESTINATION_TEMPLATE, out);
    } else if (has(Part.DESTINATION)) {
      writeSpace(before, out);
      append(Part.DESTINATION, out);
    } else if (has(Part.SERVER_ADDRESS)) {
      writeSpace(before, out);
      writeServer(out);
    }
  }

  private void writeServer(NameBuffer out) throws MalformedOtlpException {
    append(Part.SERVER_ADDRESS, out);
    if (has(Part.SERVER_PORT)) {
      out.append(':');
      append(Part.SERVER_PORT, out);
    }
  }

  private static void writeSpace(int before, NameBuffer out) {
    if (out.size() > before) {
      out.append(' ');
    }
  }

  private void append(Part part, NameBuffer out) throws MalformedOtlpException {
    out.appendValue(value(part));
  }

  private boolean has(Part part) {
    return !isEmpty(value(part));
  }

  /** Returns the value of the newest name that has one. */
  private ByteSlice value(Part part) {
    int first = firstKey[part.ordinal()];
    for (int i = first; i < firstKey[part.ordinal() + 1]; i++) {
      if (!isEmpty(values.value(i))) {
        return values.value(i);
      }
    }
    return values.value(first);
  }

  private boolean isEmpty(ByteSlice anyValue) {
    return anyValue.length() == 0 || (PlainValue.readString(anyValue, text) && text.length() == 0);
  }
}
