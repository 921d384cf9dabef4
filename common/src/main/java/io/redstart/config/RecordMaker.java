// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records of one type, and finds out of which component a constructor complains. */
final class RecordMaker {
  private final Constructor<?> constructor;

  private RecordMaker(Constructor<?> constructor) {
    this.constructor = constructor;
  }

  static RecordMaker of(Class<?> type) {
    Class<?>[] types = Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getType)
        .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new RecordMaker(constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  /**
   * Makes a record.
   *
   * @throws IllegalArgumentException if its constructor complains
   */
  Object make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException complaint) {
        throw complaint;
      }
      throw new IllegalStateException("cannot make a " + constructor.getDeclaringClass(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + constructor.getDeclaringClass(), e);
    }
  }

  /** Returns what the constructor complains of, or null. */
  @Nullable
  String complaintAbout(@Nullable Object[] values) {
    try {
      make(values);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage() == null ? "refused" : e.getMessage();
    }
  }

  /**
   * Returns the indices of the one or two components that, among defaults, are the reason of a
   * complaint; none if it takes more.
   */
  List<Integer> culprits(String complaint, @Nullable Object[] values, @Nullable Object[] defaults) {
    if (complaint.equals(complaintAbout(defaults))) {
      return List.of();
    }
    for (int i = 0; i < values.length; i++) {
      if (isReason(complaint, values, defaults, i, i)) {
        return List.of(i);
      }
    }
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        if (isReason(complaint, values, defaults, i, j)) {
          return List.of(i, j);
        }
      }
    }
    return List.of();
  }

  private boolean isReason(
      String complaint, @Nullable Object[] values, @Nullable Object[] defaults, int i, int j) {
    if (values[i] == defaults[i] || values[j] == defaults[j]) {
      return false;
    }
    @Nullable Object[] alone = defaults.clone();
    alone[i] = values[i];
    alone[j] = values[j];
    return complaint.equals(complaintAbout(alone));
  }
}
