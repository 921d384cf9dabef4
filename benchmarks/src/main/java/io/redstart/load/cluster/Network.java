// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts on this machine: network namespaces of Linux, all on one bridge, which this process reaches
 * too. Needs root and {@code ip} of iproute2. Closing removes everything.
 *
 * <pre>
 *   this process ── bridge 10.x.y.1 ─┬─ host 0, 10.x.y.10
 *                                    ├─ host 1, 10.x.y.11
 *                                    └─ …
 * </pre>
 *
 * <p>A cut between two hosts makes their ports of the bridge <i>isolated</i>: they exchange no more
 * packets with each other, without an error on either side, and both still reach all others.
 */
public final class Network implements AutoCloseable {
  private static final long PID = ProcessHandle.current().pid();
  private static final String PREFIX = "rs" + PID % 100_000;
  private static final String BRIDGE = PREFIX + "b";
  /** Two programs may run side by side. */
  private static final String SUBNET = "10." + (100 + PID / 250 % 100) + "." + PID % 250 + ".";

  private static final int FIRST_HOST = 10;

  private final List<String> hosts = new ArrayList<>();

  private Network() {}

  /**
   * Makes hosts.
   *
   * @throws IOException if the kernel forbids it; the message says what
   */
  public static Network of(int hosts) throws IOException, InterruptedException {
    Network network = new Network();
    try {
      ip("link", "add", BRIDGE, "type", "bridge");
      ip("addr", "add", SUBNET + "1/24", "dev", BRIDGE);
      ip("link", "set", BRIDGE, "up");
      for (int i = 0; i < hosts; i++) {
        network.addHost(i);
      }
      return network;
    } catch (IOException e) {
      network.close();
      throw e;
    }
  }

  private void addHost(int host) throws IOException, InterruptedException {
    String name = PREFIX + "n" + host;
    ip("netns", "add", name);
    hosts.add(name);
    ip("link", "add", port(host), "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("link", "set", port(host), "master", BRIDGE);
    ip("link", "set", port(host), "up");
    ip("-n", name, "addr", "add", address(host) + "/24", "dev", "eth0");
    ip("-n", name, "link", "set", "eth0", "up");
    ip("-n", name, "link", "set", "lo", "up");
  }

  private static String port(int host) {
    return PREFIX + "p" + host;
  }

  /** Returns the address of a host. */
  static String address(int host) {
    return SUBNET + (FIRST_HOST + host);
  }

  /** Returns the beginning of a command line that runs on a host. */
  List<String> on(int host) {
    return List.of("ip", "netns", "exec", hosts.get(host));
  }

  /** Stops the traffic between hosts; they still reach all others. */
  public void cut(int... between) throws IOException, InterruptedException {
    isolate("on", between);
  }

  /** Ends a cut. */
  public void heal(int... between) throws IOException, InterruptedException {
    isolate("off", between);
  }

  private static void isolate(String onOrOff, int... between)
      throws IOException, InterruptedException {
    for (int host : between) {
      ip("link", "set", port(host), "type", "bridge_slave", "isolated", onOrOff);
    }
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + said);
    }
  }

  @Override
  public void close() {
    List<List<String>> steps = new ArrayList<>();
    hosts.forEach(host -> steps.add(List.of("netns", "del", host)));
    steps.add(List.of("link", "del", BRIDGE));
    for (List<String> step : steps) {
      try {
        ip(step.toArray(String[]::new));
      } catch (IOException e) {
        // It was never made, or is gone with its host.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
