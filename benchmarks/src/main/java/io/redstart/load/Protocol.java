// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

/** How spans are sent. */
enum Protocol {
  GRPC,
  HTTP
}
