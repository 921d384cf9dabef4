// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

class AuthenticatorTest {
  private static final String HASH = BCrypt.hashpw("sesame", BCrypt.gensalt("$2y", 4));

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Authenticator both = authenticator(List.of("t1", "t2"), "ada:" + HASH);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void check_knowsTokens() throws Exception {
    assertThat(check(both, "Bearer t1")).isEqualTo(Verdict.ALLOWED);
    assertThat(check(both, "bearer t2")).isEqualTo(Verdict.ALLOWED);
    assertThat(check(both, "Bearer t3")).isEqualTo(Verdict.DENIED);
    assertThat(check(both, "Bearer ")).isEqualTo(Verdict.DENIED);
    assertThat(check(both, "Token t1")).isEqualTo(Verdict.DENIED);
    assertThat(check(both, "t1")).isEqualTo(Verdict.DENIED);
    assertThat(check(both, null)).isEqualTo(Verdict.DENIED);
  }

  @Test
  void check_knowsPasswords() throws Exception {
    assertThat(check(both, basic("ada:sesame"))).isEqualTo(Verdict.ALLOWED);
    assertThat(check(both, basic("ada:Sesame"))).isEqualTo(Verdict.DENIED);
    assertThat(check(both, basic("bob:sesame"))).isEqualTo(Verdict.DENIED);
    assertThat(check(both, basic("ada"))).isEqualTo(Verdict.DENIED);
    assertThat(check(both, "Basic ???")).isEqualTo(Verdict.DENIED);
  }

  @Test
  void check_remembersARightPassword_untilCredentialsChange() throws Exception {
    await(on(() -> both.check(basic("ada:sesame"))));

    assertThat(onLoop(() -> both.check(basic("ada:sesame")).isComplete())).isTrue();
    onLoop(() -> {
      both.use(new Credentials(new BearerTokens("Bearer", List.of()), Htpasswd.parse("ada:new")));
      return true;
    });
    assertThat(check(both, basic("ada:sesame"))).isEqualTo(Verdict.DENIED);
    assertThat(check(both, basic("ada:new"))).isEqualTo(Verdict.ALLOWED);
    assertThat(check(both, "Bearer t1")).isEqualTo(Verdict.DENIED);
  }

  @Test
  void check_lendsOneCheckToAllWhoShowTheSame_andBoundsTheOthers() throws Exception {
    List<Future<Verdict>> same = new ArrayList<>();
    List<Future<Verdict>> others = new ArrayList<>();
    boolean bounded = onLoop(() -> {
      for (int i = 0; i < 1000; i++) {
        same.add(both.check(basic("ada:sesame")));
      }
      // Some may be denied meanwhile, so that more fit in.
      for (int i = 0; i < 10 * Authenticator.CHECKS_MAX; i++) {
        Future<Verdict> other = both.check(basic("ada:guess" + i));
        if (other.result() == Verdict.BUSY) {
          return true;
        }
        others.add(other);
      }
      return false;
    });

    assertThat(bounded).isTrue();
    assertThat(others).hasSizeGreaterThanOrEqualTo(Authenticator.CHECKS_MAX - 1);
    assertThat(same).allMatch(future -> future == same.get(0));
    await(Future.join(others));
    assertThat(others).allMatch(future -> future.result() == Verdict.DENIED);
    assertThat(check(both, basic("ada:guess"))).isEqualTo(Verdict.DENIED);
    assertThat(check(both, basic("ada:sesame"))).isEqualTo(Verdict.ALLOWED);
  }

  @Test
  void check_ofAnEndlessPassword_isDeniedAtOnce() throws Exception {
    String endless = basic("ada:" + "x".repeat(Authenticator.BASIC_MAX_CHARS));

    assertThat(onLoop(() -> both.check(endless).result())).isEqualTo(Verdict.DENIED);
  }

  @Test
  void challenge_namesWhatIsTaken() {
    assertThat(both.challenge()).isEqualTo("Bearer, Basic realm=\"redstart\", charset=\"UTF-8\"");
    assertThat(authenticator(List.of("t"), "").challenge()).isEqualTo("Bearer");
    assertThat(authenticator(List.of(), "a:b").challenge()).startsWith("Basic realm=");
  }

  @Test
  void check_withoutTokensOrPasswords_deniesThese() throws Exception {
    assertThat(check(authenticator(List.of(), "a:b"), "Bearer ")).isEqualTo(Verdict.DENIED);
    assertThat(check(authenticator(List.of("t"), ""), basic(":"))).isEqualTo(Verdict.DENIED);
  }

  private Authenticator authenticator(List<String> tokens, String htpasswd) {
    return new Authenticator(
        vertx, new Credentials(new BearerTokens("Bearer", tokens), Htpasswd.parse(htpasswd)));
  }

  private Verdict check(Authenticator authenticator, String header) throws Exception {
    return await(on(() -> authenticator.check(header)));
  }

  private <T> Future<T> on(Supplier<Future<T>> task) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(run -> task.get().onComplete(promise));
    return promise.future();
  }

  private <T> T onLoop(Supplier<T> task) throws Exception {
    return await(on(() -> Future.succeededFuture(task.get())));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
