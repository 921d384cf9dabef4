// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedSelectorTest {
  private static final String PREFIX = "traces_span_metrics_";
  private final MetricNames names =
      new MetricNames(TestConfig.spanMetrics(), SourceConfig.Views.DEFAULT);

  private Set<String> views(LabelMatcher... matchers) {
    return RedSelector.of(List.of(matchers), names).views().keySet();
  }

  private static LabelMatcher name(Op op, String value) {
    return LabelMatcher.of(Labels.METRIC_NAME, op, value);
  }

  private static LabelMatcher le(Op op, String value) {
    return LabelMatcher.of(LeLabel.NAME, op, value);
  }

  @Test
  void of_equalityFindsAnAlias() {
    assertThat(views(name(Op.EQUAL, "calls"))).containsExactly("calls");
  }

  @Test
  void of_regexFindsListedNamesOnly() {
    assertThat(views(name(Op.MATCHES, ".*calls.*"))).containsExactly(PREFIX + "calls_total");
    assertThat(views(name(Op.MATCHES, "calls"))).isEmpty();
  }

  @Test
  void of_negationAndNoNameFindListedNames() {
    assertThat(views(name(Op.NOT_EQUAL, ""))).hasSize(5);
    assertThat(views()).hasSize(5);
    assertThat(views(name(Op.NOT_MATCHES, ".*duration.*")))
        .containsExactly(PREFIX + "calls_total", "target_info");
  }

  @Test
  void of_everyMatcherOfTheNameMustHold() {
    assertThat(views(name(Op.EQUAL, "calls"), name(Op.NOT_MATCHES, "c.*"))).isEmpty();
    assertThat(views(name(Op.EQUAL, "calls"), name(Op.EQUAL, "calls_total"))).isEmpty();
    assertThat(views(name(Op.EQUAL, "calls"), name(Op.MATCHES, "c.*"))).containsExactly("calls");
    assertThat(views(name(Op.EQUAL, ""))).isEmpty();
  }

  @Test
  void of_leExcludesWhatHasNone() {
    assertThat(views(le(Op.EQUAL, "100"))).containsExactly(PREFIX + "duration_milliseconds_bucket");
    assertThat(views(le(Op.NOT_EQUAL, "100"))).hasSize(5);
    assertThat(views(name(Op.EQUAL, "calls"), le(Op.MATCHES, ".*"))).containsExactly("calls");
    assertThat(views(name(Op.EQUAL, "calls"), le(Op.MATCHES, ".+"))).isEmpty();
  }

  @Test
  void of_otherMatchersGoToTheAggregators() {
    LabelMatcher job = LabelMatcher.equal("job", "a");
    RedSelector selector =
        RedSelector.of(List.of(name(Op.EQUAL, "calls"), le(Op.EQUAL, ""), job), names);
    assertThat(selector.labels()).containsExactly(job);
  }
}
