// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.print.PrettyPrinter;
import io.redstart.query.promql.syntax.print.Printer;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Prints and parses random queries, and parses random text. */
class ParserRandomTest {
  /** Repeat with more by {@code -Dparser.random.count=10000000}. */
  private static final int COUNT = Integer.getInteger("parser.random.count", 20_000);

  private final long seed = new SplittableRandom().nextLong();
  private final RandomQueries queries = new RandomQueries(seed);

  @Test
  void print_parsesToTheSameTree() {
    for (int i = 0; i < COUNT; i++) {
      String query = queries.next();
      Expr tree = TestSyntax.parse(query);
      String printed = Printer.print(tree);
      assertThat(Printer.print(TestSyntax.parse(printed)))
          .as("seed %d, query %s", seed, query)
          .isEqualTo(printed);
      assertThat(shape(TestSyntax.parse(printed)))
          .as("seed %d, query %s, printed %s", seed, query, printed)
          .isEqualTo(shape(TestSyntax.parse(PrettyPrinter.print(tree))));
    }
  }

  /** Returns a tree without the positions of its nodes. */
  private static String shape(Expr tree) {
    return tree.toString().replaceAll("TextRange\\[[^]]*]", "");
  }

  @Test
  void parse_soupIsReadOrRefused() {
    parseAll(queries::soup);
  }

  @Test
  void parse_damagedQueriesAreReadOrRefused() {
    parseAll(queries::damaged);
  }

  private void parseAll(Supplier<String> texts) {
    int refused = 0;
    for (int i = 0; i < COUNT; i++) {
      String text = texts.get();
      try {
        PrettyPrinter.print(TestSyntax.parse(text));
      } catch (PromqlException e) {
        assertThat(e.kind()).isEqualTo(PromqlException.Kind.BAD_DATA);
        assertThat(e.getMessage()).matches("(?s)\\d+:\\d+: parse error: .+");
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", text " + QuotedText.quote(text), e);
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(COUNT / 2, COUNT - 1);
  }
}
