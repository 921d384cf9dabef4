// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** TLS of a port, or of the connections to a receiver: settings, certificates and their reloading. */
@NullMarked
package io.redstart.tls;

import org.jspecify.annotations.NullMarked;
