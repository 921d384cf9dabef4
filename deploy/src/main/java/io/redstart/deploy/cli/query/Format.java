// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.query;

/** The forms in which a result can be printed. */
enum Format {
  TABLE,
  JSON,
  CSV
}
