// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates records of one type, and finds the component that a constructor complains about. */
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
      throw new IllegalStateException("cannot create a " + type, e);
    }
  }

  /**
   * Creates a record.
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
      throw new IllegalStateException("cannot create a " + constructor.getDeclaringClass(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create a " + constructor.getDeclaringClass(), e);
    }
  }

  /** Returns the constructor's complaint, or null. */
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
   * Returns the indices of the one or two components that cause a complaint while all others have
   * their defaults; none if it takes more components.
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
