// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: compares the books of loads with the counts of a Prometheus API. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Compares the books of one or more loads with a Prometheus API.")
final class VerifyCommand implements Callable<Integer> {
  private static final int SHOWN_MAX = 20;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", description = "files written by load --books")
  private Path[] files = {};

  @Option(names = "--url", description = "the Prometheus API")
  private String url = "http://localhost:9090";

  @Option(names = "--metric", description = "the counter of calls")
  private String metric = "calls_total";

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Map<Workload.Operation, long[]> accounts = new TreeMap<>();
    Map<Workload.Operation, Double> counted = new TreeMap<>();
    for (Path file : files) {
      Books books = Books.read(file);
      books.entries().forEach(entry -> add(entry, accounts));
      counted.putAll(counted(books.servicePrefix()));
    }
    int wrong = 0;
    double total = 0;
    for (Map.Entry<Workload.Operation, long[]> account : accounts.entrySet()) {
      long least = account.getValue()[0];
      long most = least + account.getValue()[1];
      double count = counted.getOrDefault(account.getKey(), 0.0);
      total += count;
      if (count < least || count > most) {
        if (wrong++ < SHOWN_MAX) {
          out.println(account.getKey() + ": counted " + count + ", must be " + least + "…" + most);
        }
      }
    }
    long least = accounts.values().stream().mapToLong(account -> account[0]).sum();
    long unknown = accounts.values().stream().mapToLong(account -> account[1]).sum();
    out.printf(
        "%d operations, %d wrong; %.0f spans counted, %d acknowledged, %d more unknown%n",
        accounts.size(), wrong, total, least, unknown);
    out.flush();
    return wrong == 0 ? 0 : 1;
  }

  private static void add(Books.Entry entry, Map<Workload.Operation, long[]> accounts) {
    long[] account = accounts.computeIfAbsent(
        new Workload.Operation(entry.service(), entry.span()), key -> new long[2]);
    account[0] += entry.acknowledged();
    account[1] += entry.unknown();
  }

  private Map<Workload.Operation, Double> counted(String servicePrefix)
      throws IOException, InterruptedException {
    String query = "sum by (service_name, span_name) ("
        + metric
        + "{service_name=~\""
        + servicePrefix
        + "[0-9]+\"})";
    Map<Workload.Operation, Double> counted = new TreeMap<>();
    for (PrometheusApi.Sample sample : new PrometheusApi(url).query(query).samples()) {
      counted.put(
          new Workload.Operation(sample.label("service_name"), sample.label("span_name")),
          sample.value());
    }
    return counted;
  }
}
