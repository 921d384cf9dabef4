// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The process as a whole: {@link io.redstart.process.FatalErrors} ends it after an error of the
 * virtual machine, {@link io.redstart.process.RepeatingTask} repeats work for as long as the
 * process runs, and {@link io.redstart.process.ProcessLock} keeps other processes out.
 */
@NullMarked
package io.redstart.process;

import org.jspecify.annotations.NullMarked;
