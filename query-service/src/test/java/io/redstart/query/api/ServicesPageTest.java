// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.api.ServiceNumbers.Service;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServicesPageTest {
  @Test
  void html_showsTheThreeNumbers() {
    Service service = new Service("cart", 12.345, 0.05, 1234.5);
    assertThat(ServicesPage.html(new ServiceNumbers(List.of(service), List.of())))
        .contains("<tr><td>cart</td><td>12.35</td><td class=\"failing\">5.00 %</td>"
            + "<td>1.23 s</td></tr>");
  }

  @Test
  void html_escapesWhatOthersNamed() {
    Service service = new Service("<script>alert('&\"')</script>", 1, 0, Double.NaN);
    assertThat(ServicesPage.html(new ServiceNumbers(List.of(service), List.of("<b>"))))
        .contains("<td>&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;</td>")
        .contains("<td>–</td>")
        .contains("<p class=\"note\">&lt;b&gt;</p>")
        .doesNotContain("<script", "<b>");
  }

  @Test
  void html_withoutServicesSaysHowToSend() {
    assertThat(ServicesPage.html(new ServiceNumbers(List.of(), List.of())))
        .contains("4317")
        .doesNotContain("<table>");
  }

  @Test
  void html_ofVeryManyServicesEnds() {
    List<Service> many = IntStream.range(0, ServicesPage.SERVICES_MAX + 3)
        .mapToObj(i -> new Service("s" + i, 1, 0, 1))
        .toList();
    assertThat(ServicesPage.html(new ServiceNumbers(many, List.of())))
        .contains("3 more services are not listed");
  }
}
