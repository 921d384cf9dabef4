// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.regex.GroupTemplate;
import io.redstart.regex.Regex;
import io.redstart.regex.RegexGroups;
import io.redstart.regex.RegexSyntaxException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code label_replace}: fills a text with the parts of a label's value that a regular expression
 * matches as a whole. Each value of the label is matched once, however many series have it.
 */
public final class LabelReplacement implements RelabelOperator.NewValue {
  private final QueryLimits limits;
  private final String source;
  private final Regex regex;
  private final GroupTemplate template;
  /** By value of the source; null if it does not match. */
  private final Map<String, @Nullable String> known = new HashMap<>();

  private LabelReplacement(QueryLimits limits, String source, Regex regex, String template) {
    this.limits = limits;
    this.source = source;
    this.regex = regex;
    this.template = new GroupTemplate(template, regex);
  }

  /**
   * Opens a call: {@code label_replace(vector, destination, replacement, source, regex)}.
   *
   * @throws PromqlException if an argument is wrong
   */
  public static Operator open(CallContext call) {
    String destination = call.text(1);
    Regex regex = compile(call.text(4));
    RelabelOperator.checkName(destination, "destination", "label_replace");
    return new RelabelOperator(
        call,
        destination,
        new LabelReplacement(call.query().limits(), call.text(3), regex, call.text(2)));
  }

  private static Regex compile(String text) {
    try {
      return Regex.withGroups(text);
    } catch (RegexSyntaxException e) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION, "invalid regular expression in label_replace(): " + text);
    }
  }

  @Override
  public @Nullable String of(Labels labels) {
    String value = labels.get(source);
    if (known.containsKey(value)) {
      return known.get(value);
    }
    // Checks for cancellation meanwhile, and is often faster, which finding the groups is not.
    boolean matches = regex.matches(value, limits.cancellation());
    RegexGroups groups = matches ? regex.match(value) : null;
    String replaced = groups == null ? null : template.expand(groups);
    limits.hold(Footprint.MAP_ENTRY + (replaced == null ? 0 : Footprint.string(replaced)));
    known.put(value, replaced);
    return replaced;
  }
}
