// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What concerns a process as a whole: {@link io.redstart.process.FatalErrors} ends it when its
 * virtual machine cannot be relied on any more, {@link io.redstart.process.RepeatingTask} keeps
 * going what must run for as long as it does.
 */
@NullMarked
package io.redstart.process;

import org.jspecify.annotations.NullMarked;
