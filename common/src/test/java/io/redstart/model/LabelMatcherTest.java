// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.model.LabelMatcher.Op;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelMatcherTest {
  @ParameterizedTest
  @CsvSource({
    "EQUAL, pay, pay, true",
    "EQUAL, pay, payment, false",
    "NOT_EQUAL, pay, pay, false",
    "NOT_EQUAL, pay, '', true",
    "EQUAL, '', '', true",
    "MATCHES, pa., pay, true",
    "MATCHES, pa, pay, false",
    "MATCHES, ay, pay, false",
    "MATCHES, a|pay, pay, true",
    "MATCHES, .*, '', true",
    "MATCHES, .+, '', false",
    "MATCHES, '', '', true",
    "NOT_MATCHES, pa., pay, false",
    "NOT_MATCHES, pa., checkout, true",
    "MATCHES, (?i)PAY, pay, true"
  })
  void matches(Op op, String value, String candidate, boolean matches) {
    assertThat(LabelMatcher.of("span_name", op, value).matches(candidate)).isEqualTo(matches);
  }

  @Test
  void matches_dotAndNewline() {
    assertThat(LabelMatcher.of("a", Op.MATCHES, "x.y").matches("x\ny")).isTrue();
  }

  @Test
  void of_invalidRegularExpression_saysWhy() {
    assertThatThrownBy(() -> LabelMatcher.of("a", Op.MATCHES, "x(y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x(y")
        .hasMessageContaining("missing closing )");
  }

  @Test
  void equals_comparesNameOpAndValue() {
    LabelMatcher matcher = LabelMatcher.of("a", Op.MATCHES, "x.*");
    assertThat(matcher)
        .isEqualTo(LabelMatcher.of("a", Op.MATCHES, "x.*"))
        .hasSameHashCodeAs(LabelMatcher.of("a", Op.MATCHES, "x.*"))
        .isNotEqualTo(LabelMatcher.of("a", Op.NOT_MATCHES, "x.*"))
        .isNotEqualTo(LabelMatcher.of("b", Op.MATCHES, "x.*"))
        .isNotEqualTo(LabelMatcher.of("a", Op.MATCHES, "x"))
        .hasToString("a=~\"x.*\"");
  }

  @Test
  void literalsAndPrefix_areThoseOfTheValues() {
    assertThat(LabelMatcher.of("a", Op.NOT_EQUAL, "x").literals()).contains(Set.of("x"));
    assertThat(LabelMatcher.of("a", Op.NOT_MATCHES, "x|y").literals()).contains(Set.of("x", "y"));
    assertThat(LabelMatcher.of("a", Op.MATCHES, "x.*").literals()).isEmpty();
    assertThat(LabelMatcher.of("a", Op.MATCHES, "x.*").prefix()).contains("x");
    assertThat(LabelMatcher.equal("a", "x").prefix()).contains("x");
    assertThat(LabelMatcher.equal("a", "").prefix()).isEmpty();
  }

  @Test
  void matches_cancelled_throws() {
    Cancellation cancellation = new Cancellation();
    LabelMatcher matcher = LabelMatcher.of("a", Op.NOT_MATCHES, "[0-9]+");
    assertThat(matcher.matches("x", cancellation)).isTrue();
    cancellation.cancel(Cancellation.Reason.TIMEOUT);
    assertThatThrownBy(() -> matcher.matches("x", cancellation))
        .isInstanceOf(CancelledException.class);
  }

  @Test
  void budget_refusesExpressionsThatAreTooLargeTogether() {
    LabelMatcher large = LabelMatcher.of("a", Op.MATCHES, "(?:.{1000}|y{1000})+".repeat(45));
    LabelMatcher small = LabelMatcher.of("a", Op.NOT_MATCHES, "[0-9]+");
    MatcherBudget budget = new MatcherBudget();
    budget.add(large);
    budget.add(LabelMatcher.equal("a", "x".repeat(1_000_000)));
    budget.add(large);
    budget.add(small);
    assertThatThrownBy(() -> budget.add(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the regular expressions of the query are too large together: more than 250000"
            + " instructions");
  }
}
