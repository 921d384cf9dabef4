// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.auth;

import io.redstart.config.Secret;
import io.redstart.ingest.auth.AuthConfig.HtpasswdConfig;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authentication of one port as its settings and their files have it. */
public final class ServerAuth {
  private static final Logger log = LoggerFactory.getLogger(ServerAuth.class);

  private final AuthConfig config;

  /** The key of the block, for messages. */
  private final String setting;

  public ServerAuth(AuthConfig config, String setting) {
    this.config = config;
    this.setting = setting;
  }

  public boolean isOn() {
    return config.isOn();
  }

  /**
   * Reads the files, which blocks: at the start, or on a worker.
   *
   * @throws IllegalStateException if one cannot be read, has nothing or is not of its format
   */
  public Credentials load() {
    return new Credentials(tokens(), passwords());
  }

  private BearerTokens tokens() {
    AuthConfig.BearerConfig bearer = config.bearer();
    List<String> tokens = new ArrayList<>();
    if (!bearer.token().isEmpty()) {
      tokens.add(bearer.token().reveal());
    }
    bearer.tokens().stream().map(Secret::reveal).forEach(tokens::add);
    if (!bearer.filename().isEmpty()) {
      List<String> read = BearerTokens.parse(read("bearer.filename", bearer.filename()));
      if (read.isEmpty()) {
        throw new IllegalStateException(
            setting + ".bearer.filename: no token in " + bearer.filename());
      }
      tokens.addAll(read);
    }
    return new BearerTokens(bearer.scheme(), tokens);
  }

  private Htpasswd passwords() {
    HtpasswdConfig htpasswd = config.basic().htpasswd();
    String lines = htpasswd.inline().reveal();
    if (htpasswd.file().isEmpty()) {
      return Htpasswd.parse(lines);
    }
    String key = "basic.htpasswd.file";
    try {
      Htpasswd ofFile = Htpasswd.parse(read(key, htpasswd.file()));
      if (ofFile.isEmpty()) {
        throw new IllegalArgumentException("no password in it");
      }
      return Htpasswd.parse(lines).and(ofFile);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          setting + "." + key + ": " + htpasswd.file() + ": " + e.getMessage(), e);
    }
  }

  private String read(String key, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new IllegalStateException(setting + "." + key + ": cannot read " + file, e);
    }
  }

  /** Returns a check for an event loop, which reads the files anew from time to time. */
  public Authenticator authenticator(Vertx vertx) {
    Authenticator authenticator = new Authenticator(vertx, load());
    keepFresh(vertx, authenticator);
    return authenticator;
  }

  private void keepFresh(Vertx vertx, Authenticator authenticator) {
    long intervalMillis = config.reloadInterval().toMillis();
    if (config.hasFiles() && intervalMillis > 0) {
      RepeatingTask.every(
          vertx,
          intervalMillis,
          "reading tokens and passwords again",
          () -> reload(vertx, authenticator));
    }
  }

  private void reload(Vertx vertx, Authenticator authenticator) {
    vertx
        .executeBlocking(this::load)
        .onSuccess(authenticator::use)
        .onFailure(FatalErrors::check)
        .onFailure(cause ->
            log.warn("who may send stays as it was: {}", String.valueOf(cause.getMessage())));
  }
}
