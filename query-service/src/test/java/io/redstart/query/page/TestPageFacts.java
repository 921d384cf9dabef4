// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import java.util.List;
import java.util.Optional;

/** Facts of a process with default settings that receives no spans. */
public final class TestPageFacts {
  public static final PageFacts NONE =
      new PageFacts(new UiConfig(""), List.of(), Optional::empty, () -> "");

  private TestPageFacts() {}
}
