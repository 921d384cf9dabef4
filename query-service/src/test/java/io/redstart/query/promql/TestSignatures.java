// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.syntax.Signature;
import io.redstart.query.promql.syntax.Signatures;
import io.redstart.query.promql.syntax.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of all functions of Prometheus 3.14, so that scripts can be read without the engine. The
 * letters are those of arguments: v for instant vectors, m for range vectors, n for numbers, s for
 * strings; {@code ?} says that the last may be missing, {@code *} that it may also be repeated.
 */
final class TestSignatures implements Signatures {
  private static final String VECTORS =
      """
      v abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg \
      histogram_count histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin \
      sinh sort sort_desc sqrt start_timestamp tan tanh timestamp
      m absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta \
      increase irate last_over_time mad_over_time max_over_time min_over_time resets rate \
      present_over_time stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time \
      ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time
      v? days_in_month day_of_month day_of_week day_of_year hour minute month year
      vnn clamp
      vn clamp_max clamp_min
      nnv histogram_fraction
      nv histogram_quantile
      vsn* histogram_quantiles
      mnn double_exponential_smoothing
      vv? info
      vssss label_replace
      vsss* label_join
      mn predict_linear
      nm quantile_over_time
      vn? round
      vs* sort_by_label sort_by_label_desc
      n vector
      """;

  private static final String NUMBERS =
      """
      - end pi range start step time
      nn max_of min_of
      v scalar
      """;

  private static final Map<String, Signature> ALL = new HashMap<>();

  static {
    addAll(VECTORS, ValueType.VECTOR);
    addAll(NUMBERS, ValueType.SCALAR);
  }

  private static void addAll(String lines, ValueType result) {
    lines.lines().map(line -> line.split(" ")).forEach(words -> {
      for (int i = 1; i < words.length; i++) {
        ALL.put(words[i], signature(words[i], words[0], result));
      }
    });
  }

  private static Signature signature(String name, String letters, ValueType result) {
    List<ValueType> arguments = new ArrayList<>();
    for (char letter : letters.toCharArray()) {
      switch (letter) {
        case 'v' -> arguments.add(ValueType.VECTOR);
        case 'm' -> arguments.add(ValueType.MATRIX);
        case 'n' -> arguments.add(ValueType.SCALAR);
        case 's' -> arguments.add(ValueType.STRING);
        default -> {}
      }
    }
    boolean isRepeated = letters.endsWith("*");
    int optional = isRepeated || letters.endsWith("?") ? 1 : 0;
    return new Signature(
        name, arguments, optional, isRepeated ? Integer.MAX_VALUE : 0, result, false);
  }

  @Override
  public Optional<Signature> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }
}
