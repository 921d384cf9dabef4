// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

/**
 * Something that is wrong with a store.
 *
 * @param what what was found, and where
 * @param meaning what follows from it
 * @param remedy what a person can do
 */
public record StoreProblem(String what, String meaning, String remedy) {}
