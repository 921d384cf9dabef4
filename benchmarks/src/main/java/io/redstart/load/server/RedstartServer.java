// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import io.redstart.config.Endpoint;
import io.redstart.load.cluster.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All services of Redstart in one process. */
public final class RedstartServer extends Server {
  private static final String[] PORTS = {
    "ingest.otlp.protocols.grpc.endpoint",
    "ingest.otlp.protocols.http.endpoint",
    "query.endpoint",
    "query.scrape.endpoint",
    "telemetry.endpoint"
  };

  private final List<String> command;
  private final Path log;

  /**
   * Creates a server without starting it.
   *
   * @param javaCommand Java with its options and either a jar or a class
   * @param settings each {@code key=value}
   */
  public RedstartServer(List<String> javaCommand, List<String> settings, Path store, Path log) {
    super("Redstart", store);
    this.log = log;
    command = new ArrayList<>(javaCommand);
    for (String port : PORTS) {
      set(port + "=127.0.0.1:0");
    }
    set("store.path=" + store);
    settings.forEach(this::set);
  }

  private void set(String setting) {
    command.addAll(List.of("--set", setting));
  }

  @Override
  ServiceProcess launch() throws IOException {
    return ServiceProcess.start(command, Map.of(), log);
  }

  @Override
  Map<String, Endpoint> awaitReady(ServiceProcess launched)
      throws IOException, InterruptedException {
    return launched.awaitReady(READY_MAX).orElse(Map.of());
  }
}
