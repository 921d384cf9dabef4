// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.query.api.page.ServiceNumbers.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesPageTest {
  private static final ServicesPage PAGE = new ServicesPage(
      Optional.of(new OtlpReceivers(
          new Endpoint("localhost", 14317), new Endpoint("0.0.0.0", 14318), "http", "/v1/traces")),
      "red.example");

  private static final Service CART = new Service("cart", 12.345, 0.05, 1234.5);

  private static ServiceNumbers numbers(List<Service> services, String... others) {
    return new ServiceNumbers(SpanKinds.DEFAULT, services, List.of(others), List.of());
  }

  @Test
  void html_showsTheThreeNumbers() {
    assertThat(PAGE.html(numbers(List.of(CART))))
        .contains("<tr><td>cart</td><td>12.35</td><td class=\"failing\">5.00 %</td>"
            + "<td>1.23 s</td></tr>")
        .contains("Server and consumer spans, over the last 5 minutes or since the service began");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0123, 0.01 ms",
    "9.876, 9.88 ms",
    "16.67, 16.7 ms",
    "827.68, 828 ms",
    "1234.5, 1.23 s"
  })
  void html_showsDurationsInThreeDigits(double millis, String shown) {
    assertThat(PAGE.html(numbers(List.of(new Service("cart", 1, 0, millis)))))
        .contains("<td>" + shown + "</td></tr>");
  }

  @Test
  void html_offersEachKindOfSpans() {
    assertThat(PAGE.html(numbers(List.of(CART))))
        .contains("<a href=\"?kind=consumer\" aria-current=\"true\">✓ server</a>")
        .contains("<a href=\"?kind=server&amp;kind=consumer&amp;kind=client\">client</a>")
        .contains("&amp;kind=unspecified\">all</a>");
  }

  @Test
  void html_namesServicesWithOtherKindsOnly() {
    assertThat(PAGE.html(numbers(List.of(CART), "cron", "<ui>")))
        .contains("<p>With spans of other kinds only: cron, &lt;ui&gt;.</p>");
    assertThat(PAGE.html(numbers(List.of(), "cron")))
        .contains("No service has server and consumer spans")
        .contains("other kinds only: cron")
        .doesNotContain("No spans were counted");
    String[] many = IntStream.range(0, ServicesPage.OTHERS_MAX + 2)
        .mapToObj(i -> "s" + i)
        .toArray(String[]::new);
    assertThat(PAGE.html(numbers(List.of(), many))).contains(", s19 and 2 more.</p>");
  }

  @Test
  void html_escapesWhatOthersNamed() {
    Service service = new Service("<script>alert('&\"')</script>", 1, 0, Double.NaN);
    assertThat(PAGE.html(
            new ServiceNumbers(SpanKinds.DEFAULT, List.of(service), List.of(), List.of("<b>"))))
        .contains("<td>&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;</td>")
        .contains("<td>–</td>")
        .contains("<p class=\"note\">&lt;b&gt;</p>")
        .doesNotContain("<script", "<b>");
    assertThat(new ServicesPage(PAGE.receivers(), "<i>").html(numbers(List.of())))
        .contains("&lt;i&gt;:14318")
        .doesNotContain("<i>");
  }

  @Test
  void html_withoutServices_namesThePortsOfThisProcess() {
    assertThat(PAGE.html(numbers(List.of())))
        .contains("<code>localhost:14317</code> (gRPC)")
        .contains("<code>http://red.example:14318/v1/traces</code> (HTTP)")
        .contains("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://red.example:14318/v1/traces</pre>")
        .doesNotContain("<table>", ":4317");
  }

  @Test
  void html_withoutServices_namesOnlyWhatIsReceived() {
    Endpoint endpoint = new Endpoint("localhost", 14317);
    OtlpReceivers grpc = new OtlpReceivers(endpoint, null, "http", "/v1/traces");
    assertThat(new ServicesPage(Optional.of(grpc), "a").html(numbers(List.of())))
        .contains("over OTLP to <code>localhost:14317</code> (gRPC). They show")
        .doesNotContain("HTTP", "OTEL_");
    OtlpReceivers http = new OtlpReceivers(null, endpoint, "http", "/v1/traces");
    assertThat(new ServicesPage(Optional.of(http), "a").html(numbers(List.of())))
        .contains("over OTLP to <code>http://localhost:14317/v1/traces</code> (HTTP). They show")
        .doesNotContain("gRPC");
  }

  @Test
  void html_withoutServices_namesTheDefaults_whereAnotherProcessReceives() {
    assertThat(new ServicesPage(Optional.empty(), "localhost").html(numbers(List.of())))
        .contains("an ingest service of this cluster")
        .contains("4317", "4318");
  }

  @Test
  void html_ofVeryManyServicesEnds() {
    List<Service> many = IntStream.range(0, ServicesPage.SERVICES_MAX + 3)
        .mapToObj(i -> new Service("s" + i, 1, 0, 1))
        .toList();
    assertThat(PAGE.html(numbers(many))).contains("3 more services are not listed");
  }
}
