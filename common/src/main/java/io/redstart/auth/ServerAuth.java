// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import io.redstart.auth.AuthConfig.HtpasswdConfig;
import io.redstart.config.Secret;
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

/** Loads the credentials of one port from its settings and their files. */
public final class ServerAuth {
  private static final Logger log = LoggerFactory.getLogger(ServerAuth.class);

  private final AuthConfig config;

  private final String setting;

  /**
   * Makes the authentication of a port; nothing is read yet.
   *
   * @param setting the key of the {@code auth} block, for messages
   */
  public ServerAuth(AuthConfig config, String setting) {
    this.config = config;
    this.setting = setting;
  }

  /** Returns whether clients must authenticate. */
  public boolean isOn() {
    return config.isOn();
  }

  /**
   * Reads the files. Blocks, so call it at the start or on a worker thread.
   *
   * @throws IllegalStateException if a file is unreadable, empty or malformed
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
        throw new IllegalArgumentException("contains no passwords");
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

  /** Returns an authenticator for an event loop, which reloads the files at the set interval. */
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
          "reloading tokens and passwords",
          () -> reload(vertx, authenticator));
    }
  }

  private void reload(Vertx vertx, Authenticator authenticator) {
    vertx
        .executeBlocking(this::load)
        .onSuccess(authenticator::use)
        .onFailure(FatalErrors::check)
        .onFailure(cause ->
            log.warn("keeping the previous credentials: {}", String.valueOf(cause.getMessage())));
  }
}
