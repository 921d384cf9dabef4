// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Labels;
import io.redstart.spanmetrics.RelabelRule;
import io.redstart.spanmetrics.RelabelRule.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelabelTest {
  private static final Labels LABELS = Labels.of(
      "service_name", "checkout", "span_name", "GET /Cart", "k8s_pod_name", "checkout-7f-x1");

  @Test
  void replace_fillsInGroups() {
    assertThat(apply(replace("k8s_pod_name", "(.*)-(?P<pod>[^-]+)", "pod", "${pod} of $1")))
        .isEqualTo(LABELS.with("pod", "x1 of checkout-7f"));
    assertThat(apply(replace("k8s_pod_name", "checkout", "pod", "x"))).isEqualTo(LABELS);
  }

  @Test
  void replace_joinsSources() {
    RelabelRule rule = new RelabelRule(
        List.of("service_name", "zone", "span_name"), "|", "both", "(.*)", "$1", Action.REPLACE);
    assertThat(apply(rule)).isEqualTo(LABELS.with("both", "checkout||GET /Cart"));
  }

  @Test
  void replace_byNothing_removesTheTarget() {
    assertThat(apply(replace("service_name", "check.*", "k8s_pod_name", "")))
        .isEqualTo(LABELS.with("k8s_pod_name", ""));
  }

  @Test
  void replace_readsReferencesAsGoDoes() {
    assertThat(apply(replace("service_name", "(check)(out)", "x", "$$1 $2 ${1}x $1x $9 $nope $")))
        .isEqualTo(LABELS.with("x", "$1 out checkx    $"));
  }

  @Test
  void replace_leavesTargetsThatCannotBe() {
    assertThat(apply(replace("span_name", "GET (.*)", "$1", "x"))).isEqualTo(LABELS);
    assertThat(apply(
            replace("span_name", ".*", "__tmp_le", "le"), replace("__tmp_le", "(.*)", "$1", "x")))
        .isEqualTo(LABELS);
    assertThat(apply(replace("service_name", "(.*)", "is_$1", "yes")))
        .isEqualTo(LABELS.with("is_checkout", "yes"));
  }

  @Test
  void cases_areChanged() {
    assertThat(apply(rule("span_name", "(.*)", Action.LOWERCASE, "span_name")))
        .isEqualTo(LABELS.with("span_name", "get /cart"));
    assertThat(apply(rule("span_name", "(.*)", Action.UPPERCASE, "loud")))
        .isEqualTo(LABELS.with("loud", "GET /CART"));
  }

  @Test
  void keepAndDrop_areAnchored() {
    assertThat(apply(rule("service_name", "checkout|cart", Action.KEEP, ""))).isEqualTo(LABELS);
    assertThat(apply(rule("service_name", "check", Action.KEEP, ""))).isNull();
    assertThat(apply(rule("service_name", "check", Action.DROP, ""))).isEqualTo(LABELS);
    assertThat(apply(rule("service_name", "check.*", Action.DROP, ""))).isNull();
    assertThat(apply(rule("zone", "", Action.KEEP, ""))).isEqualTo(LABELS);
  }

  @Test
  void labels_areDroppedKeptAndMapped() {
    assertThat(apply(names("k8s_.*", Action.LABELDROP))).isEqualTo(LABELS.with("k8s_pod_name", ""));
    assertThat(apply(names("service_name|span_name", Action.LABELKEEP)))
        .isEqualTo(LABELS.with("k8s_pod_name", ""));
    assertThat(apply(names("nothing", Action.LABELKEEP))).isNull();
    RelabelRule map = new RelabelRule(List.of(), ";", "", "k8s_(.+)", "$1", Action.LABELMAP);
    assertThat(apply(map)).isEqualTo(LABELS.with("pod_name", "checkout-7f-x1"));
  }

  @Test
  void rules_goOneAfterTheOther_andTemporaryLabelsGo() {
    assertThat(apply(
            replace("k8s_pod_name", "([^-]+)-.*", "__tmp_app", "$1"),
            replace("__tmp_app", "(.+)", "app", "$1"),
            names("k8s_.*", Action.LABELDROP)))
        .isEqualTo(LABELS.with("app", "checkout").with("k8s_pod_name", ""));
  }

  @Test
  void rules_thatCannotBe_areRefused() {
    assertThatThrownBy(() -> replace("a", "(.*)", "le", "$1"))
        .hasMessageContaining("the label le is reserved");
    assertThatThrownBy(() -> replace("a", "(.*)", "__name__", "$1"))
        .hasMessageContaining("the label __name__ is reserved");
    assertThatThrownBy(() -> replace("a", "(.*)", "", "$1")).hasMessage("target_label is missing");
    assertThatThrownBy(() -> replace("a", "(.*)", "a.$1", "$1"))
        .hasMessage("target_label \"a.$1\" is not a label's name");
    assertThatThrownBy(() -> replace("a.b", "(.*)", "a", "$1"))
        .hasMessage("source_labels \"a.b\" is not a label's name, perhaps a_b");
    assertThatThrownBy(() -> replace("a", "(", "a", "$1"))
        .hasMessageContaining("invalid regular expression \"(\"");
    assertThatThrownBy(() -> new RelabelRule(List.of(), ";", "", "(.*)", "$1", Action.KEEP))
        .hasMessage("source_labels are missing");
    assertThatThrownBy(() -> rule("a", "b", Action.LABELDROP, ""))
        .hasMessageContaining("accept only regex");
  }

  private static Labels apply(RelabelRule... rules) {
    return new Relabel(List.of(rules)).apply(LABELS);
  }

  private static RelabelRule replace(
      String source, String regex, String target, String replacement) {
    return new RelabelRule(List.of(source), ";", target, regex, replacement, Action.REPLACE);
  }

  private static RelabelRule rule(String source, String regex, Action action, String target) {
    return new RelabelRule(List.of(source), ";", target, regex, "$1", action);
  }

  private static RelabelRule names(String regex, Action action) {
    return new RelabelRule(List.of(), ";", "", regex, "$1", action);
  }
}
