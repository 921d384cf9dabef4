// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import io.redstart.config.GoDuration;
import io.redstart.deploy.cli.ClientCommand;
import io.redstart.deploy.cli.Options;
import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.RedQueries;
import io.redstart.deploy.cli.http.Series;
import io.redstart.deploy.cli.http.Server;
import io.redstart.deploy.cli.http.ServerOptions;
import io.redstart.deploy.cli.terminal.Findings;
import io.redstart.deploy.cli.terminal.Shown;
import io.redstart.deploy.cli.terminal.Terminal;
import io.redstart.deploy.importing.Spelling;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Runs {@code redstart compare}. */
public final class CompareCommand implements ClientCommand {
  private static final String PROMETHEUS = "--prometheus";
  private static final String RANGE = "--range";
  private static final String BY = "--by";
  private static final String CALLS = "--metric-calls";
  private static final String DURATION = "--metric-duration";
  /** So long ago even a slow scraper has scraped. */
  private static final long BACK_MILLIS = 60_000;

  /** With fewer samples in the range, extrapolation matters. */
  private static final int SAMPLES_MIN = 10;

  private static final double SECOND_MILLIS = 1_000;
  private static final Set<String> ADDED_BY_SCRAPES = Set.of("job", "instance", "__name__");

  private final InstantSource clock;
  private final Terminal terminal;

  /** Creates the command. */
  public CompareCommand(InstantSource clock, Terminal terminal) {
    this.clock = clock;
    this.terminal = terminal;
  }

  /** What is compared. */
  private enum By {
    SERVICE,
    OPERATION
  }

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String description() {
    return "Asks Redstart and a Prometheus the same questions, and explains the differences.";
  }

  @Override
  public void describe(CommandSpec spec) {
    ServerOptions.addTo(spec);
    spec.addOption(
        ServerOptions.address(PROMETHEUS, "The Prometheus that has the connector's metrics."));
    spec.addOption(
        Options.text(RANGE, "LENGTH", "The range to compare, up to a minute ago; 1h by default."));
    spec.addOption(
        Options.option(BY, By.class, "service|operation", "What a row is; service by default."));
    spec.addOption(Options.text(CALLS, "NAME", "The counter of calls, if there are several."));
    spec.addOption(Options.text(DURATION, "NAME", "The histogram of durations, without _bucket."));
    spec.usageMessage()
        .footer(
            "",
            "Examples:",
            "  redstart compare --prometheus http://prometheus:9090 --url http://localhost:19090",
            "  redstart compare --prometheus http://prometheus:9090 --by operation --range 6h",
            "",
            "Exit codes: 0 if all differences are explained, 1 if not, 2 if an argument is wrong.");
  }

  @Override
  public int run(ParseResult arguments, Streams streams) {
    Server other = ServerOptions.other(arguments, PROMETHEUS);
    if (other == null) {
      throw new IllegalArgumentException("compare needs --prometheus URL");
    }
    String range = arguments.matchedOptionValue(RANGE, "1h");
    Duration length = GoDuration.parse(range);
    List<String> by = arguments.matchedOptionValue(BY, By.SERVICE) == By.OPERATION
        ? List.of("service_name", "span_name")
        : List.of("service_name");
    Side redstart = new Side(
        new PrometheusApi(ServerOptions.server(arguments)),
        RedQueries.ofRedstart("", by, range),
        1);
    Findings findings = new Findings(streams.out());
    Side prometheus = prometheus(new PrometheusApi(other), by, range, arguments);
    names(redstart.api(), prometheus, findings);
    double asked = length.toMillis() / 1e3;
    double seconds = SharedRange.seconds(redstart, prometheus, endSeconds(), asked);
    if (seconds < asked) {
      long whole = Math.round(seconds);
      findings.ok(
          "range",
          "the last " + GoDuration.format(Duration.ofSeconds(whole)) + " of " + range
              + ", because only one side counted before that");
      redstart = redstart.over(whole + "s");
      prometheus = prometheus.over(whole + "s");
    }
    intervals(prometheus, seconds, findings);
    compare(redstart, prometheus, by, streams, findings);
    return findings.failures() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static Side prometheus(
      PrometheusApi api, List<String> by, String range, ParseResult arguments) {
    List<String> names =
        api.labelValues("__name__", "").stream().filter(Spelling::isCandidate).toList();
    Spelling spelling = Spelling.of(
        names,
        arguments.matchedOptionValue(CALLS, null),
        arguments.matchedOptionValue(DURATION, null),
        null);
    String calls = spelling.calls() == null ? spelling.duration() + "_count" : spelling.calls();
    String buckets = spelling.duration() == null ? "" : spelling.duration() + "_bucket";
    return new Side(
        api,
        new RedQueries(calls, buckets, "", by, range),
        spelling.unit() == Unit.S ? SECOND_MILLIS : 1);
  }

  private static void names(PrometheusApi redstart, Side prometheus, Findings findings) {
    RedQueries queries = prometheus.queries();
    List<String> names = new ArrayList<>(List.of(queries.calls()));
    if (queries.buckets().isEmpty()) {
      findings.warn(
          "names", "the Prometheus has no durations", "only rates and errors are compared");
    } else {
      names.add(queries.buckets());
    }
    List<String> unanswered = names.stream()
        .filter(name -> redstart.values("count(" + name + ")", "").isEmpty())
        .toList();
    if (unanswered.isEmpty()) {
      findings.ok("names", "Redstart answers for " + String.join(" and ", names) + ", too");
    } else {
      findings.warn(
          "names",
          "Redstart does not answer for " + String.join(" and ", unanswered),
          "set spanmetrics.namespace and spanmetrics.histogram.unit as in the connector, or change"
              + " dashboards and alerts");
    }
    Set<String> missing = new TreeSet<>(prometheus.api().labels(queries.calls()));
    missing.removeAll(redstart.labels("calls_total"));
    missing.removeAll(ADDED_BY_SCRAPES);
    if (missing.isEmpty()) {
      findings.ok("labels", "Redstart has all that the Prometheus has");
    } else {
      findings.warn(
          "labels",
          "only the Prometheus has " + String.join(", ", missing),
          "labels of the connector: add them to spanmetrics.dimensions; labels of the scrape or of"
              + " resources: spanmetrics.resource_to_labels");
    }
  }

  private void intervals(Side prometheus, double rangeSeconds, Findings findings) {
    double seconds = intervalSeconds(prometheus);
    if (Double.isNaN(seconds)) {
      findings.fail(
          "interval",
          "the Prometheus has no calls in the last 10 minutes",
          "does its Collector still send? Is this the right Prometheus?");
    } else if (SAMPLES_MIN * seconds > rangeSeconds) {
      findings.warn(
          "interval",
          "the Prometheus has a sample every " + Shown.number(seconds) + " s",
          "compare a longer range: rates of both sides extrapolate to its ends");
    } else {
      findings.ok("interval", "the Prometheus has a sample every " + Shown.number(seconds) + " s");
    }
  }

  /** Returns how far apart the samples of some series are; NaN if none has several. */
  private double intervalSeconds(Side prometheus) {
    PrometheusApi api = prometheus.api();
    String name = prometheus.queries().calls();
    for (Series some : api.query("topk(1, " + name + ")", time()).series()) {
      for (Series one :
          api.query(PrometheusApi.text(some.labels()) + "[10m]", time()).series()) {
        double[] gaps = IntStream.range(1, one.points().size())
            .mapToDouble(
                i -> one.points().get(i).seconds() - one.points().get(i - 1).seconds())
            .sorted()
            .toArray();
        if (gaps.length > 0) {
          return gaps[gaps.length / 2];
        }
      }
    }
    return Double.NaN;
  }

  private String time() {
    return String.valueOf(endSeconds());
  }

  private double endSeconds() {
    return (clock.millis() - BACK_MILLIS) / 1e3;
  }

  private void compare(
      Side redstart, Side prometheus, List<String> by, Streams streams, Findings findings) {
    String time = time();
    Map<List<String>, Red> here = redstart.read(time);
    Map<List<String>, Red> there = prometheus.read(time);
    NavigableSet<Double> boundsMillis = new TreeSet<>();
    if (!prometheus.queries().buckets().isEmpty()) {
      for (String bound :
          prometheus.api().labelValues("le", prometheus.queries().buckets())) {
        if (!bound.equals("+Inf")) {
          boundsMillis.add(Double.parseDouble(bound) * prometheus.millisPerUnit());
        }
      }
    }
    new Differences(here, there, boundsMillis, findings).explain();
    if (here.isEmpty() && there.isEmpty()) {
      findings.fail("calls", "neither side has any in this range", "compare a longer range");
      return;
    }
    int columns = terminal.isTerminal() ? terminal.size().columns() : Integer.MAX_VALUE;
    streams.out().println();
    SideBySide.table(here, there, by).lines(columns).forEach(streams.out()::println);
    streams.out().println("\nEach cell: Redstart | Prometheus");
    streams.out().flush();
  }
}
