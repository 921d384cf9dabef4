// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.PlainValue;
import io.redstart.regex.Regex;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Compares values with the text or regular expression of a condition: strings byte by byte, all
 * other values by their text. It remembers results only for regular expressions and for values that
 * are not strings, which take more than a comparison.
 *
 * <p>A regular expression can match anywhere in the value, as in Tempo
 * (pkg/spanfilter/policymatch/attribute.go: {@code MatchString}). Bytes that are not UTF-8 are read
 * as U+FFFD, as in Go.
 */
final class TextTest {
  private final String wanted;
  private final byte[] wantedBytes;
  private final @Nullable Regex regex;
  private final Decisions onTexts;
  private final Decisions onOthers;
  private final ByteSlice text = new ByteSlice();

  /**
   * Makes a test.
   *
   * @param wanted a text or a regular expression
   * @param seed a random number that senders do not know
   */
  TextTest(MatchType matchType, String wanted, long seed) {
    this.wanted = wanted;
    this.wantedBytes = wanted.getBytes(StandardCharsets.UTF_8);
    this.regex = matchType == MatchType.REGEX ? Regex.search(wanted) : null;
    this.onTexts = new Decisions(seed);
    this.onOthers = new Decisions(seed);
  }

  /** Returns whether an {@code AnyValue} matches; an absent value never does. */
  boolean onValue(ByteSlice anyValue) throws MalformedOtlpException {
    if (!anyValue.isPresent()) {
      return false;
    }
    if (PlainValue.readString(anyValue, text)) {
      return onText(text);
    }
    int decided = onOthers.find(anyValue);
    if (decided != Decisions.UNKNOWN) {
      return decided == Decisions.YES;
    }
    boolean decision = decideOther(anyValue);
    onOthers.keep(anyValue, decision);
    return decision;
  }

  /** Returns whether a text in UTF-8 matches. */
  boolean onText(ByteSlice utf8) {
    if (regex == null) {
      return utf8.contentEquals(wantedBytes);
    }
    int decided = onTexts.find(utf8);
    if (decided != Decisions.UNKNOWN) {
      return decided == Decisions.YES;
    }
    boolean decision =
        onText(new String(utf8.bytes(), utf8.offset(), utf8.length(), StandardCharsets.UTF_8));
    onTexts.keep(utf8, decision);
    return decision;
  }

  /** Returns whether a text matches. */
  boolean onText(String candidate) {
    return regex == null ? candidate.equals(wanted) : regex.matches(candidate);
  }

  private boolean decideOther(ByteSlice anyValue) throws MalformedOtlpException {
    try {
      return onText(AnyValueText.of(anyValue));
    } catch (CharacterCodingException e) {
      return false; // a list or map that contains invalid UTF-8 matches nothing
    }
  }
}
