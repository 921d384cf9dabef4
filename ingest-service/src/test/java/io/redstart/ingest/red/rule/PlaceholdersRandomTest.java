// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names are taken as ISO 8859-1 here, so that each byte is a character. */
class PlaceholdersRandomTest {
  private static final String ALPHABET = "0123456789abcdefxyzGET/ -_.:%{}\"\u00e9\u00ff";
  private static final Pattern PIECE = Pattern.compile("\\{[^{}\\x20\",/]*\\}"
      + "|(?<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-zA-Z\\x80-\\xff]))"
      + "|(?<word>[0-9a-zA-Z\\x80-\\xff]+)");

  @Test
  void write_isWhatTheExpressionsSay_andDoesNothingMoreTheSecondTime() {
    for (int seed = 0; seed < 10_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Replaced> replaced =
          Stream.of(Replaced.values()).filter(shape -> random.nextInt(4) > 0).toList();
      String name = name(random);
      String once = write(replaced, name);
      String context = "seed " + seed + ", " + replaced + ", "
          + HexFormat.of().formatHex(name.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(once).as(context).isEqualTo(expected(replaced, name));
      assertThat(write(replaced, once)).as(context).isEqualTo(once);
    }
  }

  private static String name(SplittableRandom random) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      switch (random.nextInt(20)) {
        case 0 -> name.append("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        case 1 -> name.append("{id}");
        case 2 -> name.append(random.nextInt(100_000));
        case 3 -> name.append(Long.toString(random.nextLong(1L << 45), 36));
        default -> name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    return name.toString();
  }

  private static String write(List<Replaced> replaced, String name) {
    byte[] bytes = ("12" + name + "34").getBytes(StandardCharsets.ISO_8859_1);
    ByteSlice slice = new ByteSlice();
    slice.set(bytes, 2, bytes.length - 4);
    NameBuffer out = new NameBuffer();
    boolean changed = new Placeholders(replaced).write(slice, out);
    out.pointAt(slice);
    byte[] written =
        Arrays.copyOfRange(slice.bytes(), slice.offset(), slice.offset() + slice.length());
    String text = new String(written, StandardCharsets.ISO_8859_1);
    assertThat(changed).isEqualTo(!text.equals(name));
    return text;
  }

  private static String expected(List<Replaced> replaced, String name) {
    Matcher pieces = PIECE.matcher(name);
    StringBuilder text = new StringBuilder();
    int copied = 0;
    while (pieces.find()) {
      Replaced shape = pieces.group("uuid") != null
          ? Replaced.UUIDS
          : pieces.group("word") != null ? shape(name, pieces.start(), pieces.end()) : null;
      text.append(name, copied, pieces.start());
      text.append(shape != null && replaced.contains(shape) ? shape.placeholder() : pieces.group());
      copied = pieces.end();
    }
    return text.append(name.substring(copied)).toString();
  }

  private static Replaced shape(String name, int from, int to) {
    String word = name.substring(from, to);
    String digits = word.replaceAll("[^0-9]", "");
    int changes = word.replaceAll("[0-9]+", "0").replaceAll("[^0]+", "x").length() - 1;
    if (digits.equals(word)) {
      boolean joined = (from > 0 && "-_.%$".indexOf(name.charAt(from - 1)) >= 0)
          || (to < name.length() && "-_.%$".indexOf(name.charAt(to)) >= 0);
      return word.length() >= 5 || !joined ? Replaced.NUMBERS : null;
    }
    if (word.matches("[0-9a-fA-F]{8,}") && changes >= 2) {
      return Replaced.HASHES;
    }
    boolean id = digits.length() >= 5
        || (word.length() >= 7 && changes >= 4 && digits.length() * 6 >= word.length());
    return id && word.matches("[0-9a-zA-Z]+") ? Replaced.IDS : null;
  }
}
