// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes an object of a large interface from one that has only some of its methods, by name and
 * parameters. All others throw.
 */
final class Partial {
  private record Wanted(Class<?> part, Method method) {}

  private static final Map<Wanted, Optional<Method>> METHODS = new ConcurrentHashMap<>();

  private Partial() {}

  static <T> T of(Class<T> type, Object part) {
    return type.cast(Proxy.newProxyInstance(
        Partial.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> call(proxy, part, method, arguments)));
  }

  private static Object call(Object proxy, Object part, Method method, Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(part);
        default -> part.toString();
      };
    }
    Method own = METHODS
        .computeIfAbsent(new Wanted(part.getClass(), method), Partial::find)
        .orElse(null);
    if (own == null && method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    if (own == null) {
      throw new UnsupportedOperationException("simulations have no " + method);
    }
    try {
      return own.invoke(part, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Optional<Method> find(Wanted wanted) {
    for (Class<?> type = wanted.part; type != null; type = type.getSuperclass()) {
      try {
        Method found =
            type.getDeclaredMethod(wanted.method.getName(), wanted.method.getParameterTypes());
        found.setAccessible(true);
        return Optional.of(found);
      } catch (NoSuchMethodException e) {
        // Perhaps in the class above.
      }
    }
    return Optional.empty();
  }
}
