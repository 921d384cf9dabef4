// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server that is asked over HTTP. Calls block; used by one thread. */
public final class Server {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client;
  private final String base;
  private final @Nullable String authorization;

  private Server(HttpClient client, String base, @Nullable String authorization) {
    this.client = client;
    this.base = base;
    this.authorization = authorization;
  }

  /**
   * An answer, whatever its status.
   *
   * @param date the header {@code Date}; empty if there is none
   */
  public record Answer(int status, String body, String date) {
    /** Returns whether the request succeeded. */
    public boolean isOk() {
      return status / 100 == 2;
    }

    /** Returns the body as an object; an empty one if it is none. */
    public JsonObject json() {
      try {
        return new JsonObject(body);
      } catch (DecodeException e) {
        return new JsonObject();
      }
    }
  }

  /** Returns the server at an address, the part before {@code /api}. */
  public static Server at(URI url, @Nullable Path caFile, @Nullable String authorization) {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
    if (caFile != null) {
      client.sslContext(trusting(caFile));
    }
    return new Server(client.build(), url.toString().replaceFirst("/+$", ""), authorization);
  }

  private static SSLContext trusting(Path caFile) {
    try (InputStream pem = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca" + count++, one);
      }
      if (count == 0) {
        throw new IllegalArgumentException("--ca-file " + caFile + " has no certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("--ca-file: cannot use " + caFile + ": " + e, e);
    }
  }

  /** Returns the address. */
  public String url() {
    return base;
  }

  /**
   * Gets a path.
   *
   * @throws AnswerException if there is no answer
   */
  public Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)));
  }

  /**
   * Posts a form.
   *
   * @throws AnswerException if there is no answer
   */
  public Answer post(String path, Map<String, String> form) {
    return post(path, form, Map.of());
  }

  /**
   * Posts a form with headers.
   *
   * @throws AnswerException if there is no answer
   */
  public Answer post(String path, Map<String, String> form, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form(form)));
    headers.forEach(request::header);
    return send(request);
  }

  /** Returns parameters as they are written in an address. */
  public static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8) + "="
            + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private Answer send(HttpRequest.Builder request) {
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<String> response = client.send(
          request.timeout(ANSWER_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == UNAUTHORIZED) {
        throw new AnswerException(base
            + (authorization == null
                ? " wants credentials: give --token-file or --user"
                : " refuses the credentials"));
      }
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Date").orElse(""));
    } catch (IOException e) {
      throw new AnswerException(base + " " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerException("interrupted", e);
    }
  }

  private static String reason(IOException failure) {
    if (failure instanceof HttpTimeoutException) {
      return "does not answer in time";
    }
    if (failure instanceof ConnectException) {
      return "does not answer: nothing listens there";
    }
    if (failure instanceof SSLException) {
      return "has a certificate that is not trusted, or speaks no TLS: " + failure.getMessage();
    }
    return "does not answer: " + (failure.getMessage() == null ? failure : failure.getMessage());
  }
}
