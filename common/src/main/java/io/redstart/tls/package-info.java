// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** TLS of a port: its settings, its certificates, and when these are read again. */
@NullMarked
package io.redstart.tls;

import org.jspecify.annotations.NullMarked;
