// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.syntax.tree.Signature;
import java.util.Optional;

/** The functions that a parser accepts. */
@FunctionalInterface
public interface Signatures {
  /** Returns the function of a name, as written, or nothing. */
  Optional<Signature> signature(String name);
}
