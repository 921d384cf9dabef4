// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * Uses the page in a real browser. Skipped without Chromium and its driver, see {@link Browser}.
 */
class PageIT {
  private static final String EVIL = "<script>alert(1)</script>";
  private static final String EVIL_OPERATION = "<img src=x onerror=alert(2)>";
  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final int MANY = 70;
  /** The page asks for times in steps of five seconds; a window is a second long. */
  private static final String SIX_SECONDS_OLD = "count_over_time(calls_total[1m]) > 6";

  private static final String OPERATION_PATH = "/operation?service=shop&operation=POST+%2Fbuy";

  @TempDir
  private static Path folder;

  private static LocalRedstart redstart;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    PeerProgram.find("chromium", "REDSTART_TEST_CHROMIUM");
    PeerProgram.find("chromedriver", "REDSTART_TEST_CHROMEDRIVER");
    redstart = LocalRedstart.start(folder, "exemplars: {enabled: true}");
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(spans("shop", "GET /", 10, false))
        .addResourceSpans(spans("shop", "POST /buy", 200, true))
        .addResourceSpans(spans(EVIL, EVIL_OPERATION, 1, false));
    for (int i = 0; i < MANY; i++) {
      request.addResourceSpans(spans("service-%02d".formatted(i), "GET /", 5, false));
    }
    redstart.send(request.build());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(redstart.query().query(SIX_SECONDS_OLD).samples()).hasSize(MANY + 3));
    browser = Browser.start("http://" + redstart.endpoint("query"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (redstart != null) {
      redstart.close();
    }
  }

  @BeforeEach
  void lookAsUsual() {
    browser.look(1280, false);
    browser.complaints(); // Those of earlier tests end here.
  }

  private static ResourceSpans spans(String service, String name, long millis, boolean fails) {
    Span.Builder span = Span.newBuilder()
        .setTraceId(ByteString.fromHex(TRACE))
        .setSpanId(ByteString.fromHex("0123456789abcdef"))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setEndTimeUnixNano(millis * 1_000_000);
    if (fails) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < 10; i++) {
      scope.addSpans(span);
    }
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder()
            .addAttributes(KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue(service))))
        .addScopeSpans(scope)
        .build();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static List<String> services() {
    return browser.all("tbody th a").stream().map(link -> link.getText()).toList();
  }

  @Test
  void services_areListedWithWhatHurtsMostFirst() {
    browser.open("/", "tbody tr");
    assertThat(services()).hasSize(50).startsWith("shop");
    assertThat(browser.text("tbody tr td:nth-child(5)")).isEqualTo("50.0%");
    assertThat(browser.text(".pager")).contains("1–50 of 72");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void names_areText() {
    browser.open("/?search=script", "tbody tr");
    assertThat(services()).containsExactly(EVIL);
    browser.find("tbody th a").click();
    browser.awaitText("h1", EVIL);
    browser.awaitText("tbody th", EVIL_OPERATION);
    browser.find("tbody th a").click();
    browser.awaitText("h1", EVIL_OPERATION);
    browser.open(
        "/query?tab=table&expr=" + encode("calls_total{service_name=~\"<.*\"}"), "tbody tr");
    browser.awaitText("tbody th", EVIL);
    assertThat(browser.all("main script, main img")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void keyboard_suffices() {
    browser.open("/", "tbody tr");
    browser.press(Keys.TAB);
    assertThat(browser.run("return document.activeElement.className")).isEqualTo("skip");
    browser.tabTo("input[type=search]");
    browser.press("service-6");
    await().until(() -> services().size() == 10);
    browser.tabTo("thead th:first-child button");
    browser.press(Keys.ENTER);
    assertThat(browser.find("thead th:first-child").getAttribute("aria-sort"))
        .isEqualTo("ascending");
    assertThat(services()).startsWith("service-60", "service-61");
    browser.press(Keys.ENTER);
    assertThat(services()).startsWith("service-69");
    browser.tabTo("tbody tr:nth-child(2) a");
    browser.press(Keys.ENTER);
    browser.awaitText("h1", "service-68");
    browser.back();
    browser.awaitText("h1", "Services");
    assertThat(browser.address()).isEqualTo("/?search=service-6&sort=-name");
  }

  @Test
  void refresh_keepsThePlace() {
    browser.open("/", "tbody tr");
    browser.run("window.scrollTo(0, 300)");
    browser.run("document.querySelector('input[type=search]').focus({preventScroll: true})");
    browser.run("window.row = document.querySelector('tbody tr:nth-child(3)');"
        + "getSelection().selectAllChildren(row.querySelector('a'))");
    Object selected = browser.run("return getSelection().toString()");
    browser.run("document.querySelector('#live').textContent = '';"
        + "document.querySelector('[aria-label=\"Refresh now\"]').click()");
    browser.awaitText("#live", "updated at");
    assertThat(browser.run("return scrollY")).isEqualTo(300L);
    assertThat(browser.run("return document.activeElement.type")).isEqualTo("search");
    assertThat(browser.run("return getSelection().toString()")).isEqualTo(selected);
    assertThat(browser.run("return row.isConnected")).isEqualTo(true);
  }

  @Test
  void service_hasChartsAndOperations() {
    browser.open("/service?service=shop&compare=previous", ".chart canvas");
    await().until(() -> browser.all(".chart canvas").size() == 3);
    assertThat(services()).containsExactly("POST /buy", "GET /");
    assertThat(browser.text("tbody .delta")).isEqualTo("new");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void operation_linksItsTraces() {
    browser.open(OPERATION_PATH, ".plot.tall canvas");
    browser.awaitText(".badge", "failed");
    assertThat(browser.find("tbody th a").getAttribute("href"))
        .isEqualTo("http://jaeger.example/trace/" + TRACE);
    // Cells of the heatmap have other colours than the paper.
    assertThat((long) browser.run("""
            const canvas = document.querySelector('.plot.tall canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size;
            """)).isGreaterThan(20);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void query_showsMistakesWhereTheyAre() {
    browser.open("/query?expr=" + encode("sum(calls_total) + nothing(1)"), "[role=alert]");
    assertThat(browser.text("[role=alert]"))
        .isEqualTo("1:20: parse error: unknown function with name \"nothing\"");
    assertThat(browser.text(".editor .wrong")).isEqualTo("nothing");
    assertThat(browser.find("textarea").getAttribute("aria-invalid")).isEqualTo("true");
  }

  @Test
  void query_completesAndRuns() {
    browser.open("/query", "textarea");
    browser.press("sum by (service_name) (calls_total{service_name=\"sh");
    browser.awaitText(".completions li", "shop");
    browser.press(Keys.ARROW_DOWN, Keys.ENTER);
    browser.press("})", Keys.ENTER);
    browser.awaitText("tbody th", "{service_name=\"shop\"}");
    assertThat(browser.text("tbody td")).isEqualTo("20");
    assertThat(browser.address()).startsWith("/query?expr=sum+by");
    browser.open("/graph?g0.expr=calls_total&g0.tab=0", ".plot canvas");
    assertThat(browser.find("textarea").getAttribute("value")).isEqualTo("calls_total");
  }

  @Test
  void status_showsSettingsAndLabelSets() {
    browser.open("/status", ".settings");
    assertThat(browser.text(".settings")).contains("trace_url: ", "endpoint: 127.0.0.1:0");
    browser.awaitText(".columns tbody", "shop");
  }

  @Test
  void theme_canBeChosen() {
    browser.open("/", "#theme button");
    String light = background();
    browser.find("#theme button").click();
    assertThat(background()).isEqualTo(light);
    browser.find("#theme button").click();
    assertThat(background()).isNotEqualTo(light);
    browser.open("/status", ".settings");
    assertThat(background()).as("after another start").isNotEqualTo(light);
    browser.find("#theme button").click();
    assertThat(background()).isEqualTo(light);
  }

  private static String background() {
    return (String) browser.run("return getComputedStyle(document.body).backgroundColor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?search=nothing-like-this",
        "/service?service=shop&compare=previous",
        OPERATION_PATH,
        "/query",
        "/query?expr=calls_total&tab=table",
        "/query?expr=calls_total&tab=graph",
        "/query?expr=sum(",
        "/status"
      })
  void views_areAccessible(String path) {
    for (boolean isDark : new boolean[] {false, true}) {
      for (int width : new int[] {1280, 400}) {
        browser.look(width, isDark);
        browser.open(path, "main section");
        assertThat(browser.violations()).as("%s, %d wide", path, width).isEmpty();
        assertThat((long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
            .as("%s, %d wide: pixels beyond the window", path, width)
            .isNotPositive();
      }
    }
    assertThat(browser.complaints())
        .filteredOn(complaint -> !complaint.contains("status of 400"))
        .isEmpty();
  }
}
