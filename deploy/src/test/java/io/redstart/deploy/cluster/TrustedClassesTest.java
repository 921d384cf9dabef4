// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static io.redstart.deploy.cluster.TestMembers.NO_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import io.redstart.config.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A foreign Hazelcast member joins one of ours, and sends it objects of its own classes. */
class TrustedClassesTest {
  private HazelcastInstance victim;
  private HazelcastInstance foreign;

  @BeforeEach
  void forget() {
    Intruder.RUNS.set(0);
    Intruder.CREATED.set(0);
  }

  @AfterEach
  void stop() {
    foreign.shutdown();
    victim.shutdown();
  }

  /** Starts both. */
  private void start(String name, boolean isFiltered) {
    Endpoint bind = new Endpoint("127.0.0.1", TestMembers.freePort());
    Config ours = HazelcastSettings.of(config(name, bind, List.of(bind)), "127.0.0.1");
    if (!isFiltered) {
      withoutFilters(ours);
    }
    victim = Hazelcast.newHazelcastInstance(ours);
    Endpoint other = new Endpoint("127.0.0.1", TestMembers.freePort());
    foreign = Hazelcast.newHazelcastInstance(
        withoutFilters(HazelcastSettings.of(config(name, other, List.of(bind)), "127.0.0.1")));
    assertThat(foreign.getCluster().getMembers()).hasSize(2);
    foreign.getMap("any").put("creates", "the partitions");
    await().until(() -> keysAt(victim).findAny().isPresent());
    await().until(() -> keysAt(foreign).findAny().isPresent());
  }

  private static ClusterConfig config(String name, Endpoint bind, List<Endpoint> members) {
    return new ClusterConfig(
        name, bind, new Endpoint("127.0.0.1", 0), "127.0.0.1", members, "", NO_TLS);
  }

  private static Config withoutFilters(Config config) {
    config.getSerializationConfig().setJavaSerializationFilterConfig(null);
    return config.setClassLoader(TrustedClassesTest.class.getClassLoader());
  }

  private void sendTask() throws Exception {
    Member target = victim.getCluster().getLocalMember();
    foreign
        .getExecutorService("any")
        .submitToMember(new Intruder.Task(), target)
        .get(30, TimeUnit.SECONDS);
  }

  private void sendProcessor() {
    foreign
        .<String, String>getMap("any")
        .executeOnKey(keysAt(victim).findFirst().orElseThrow(), new Intruder.Processor());
  }

  private Stream<String> keysAt(HazelcastInstance member) {
    UUID owner = member.getCluster().getLocalMember().getUuid();
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "key-" + i)
        .filter(key -> owner.equals(ownerOf(key)));
  }

  private UUID ownerOf(String key) {
    return foreign.getPartitionService().getPartition(key).getOwner().getUuid();
  }

  /** The control. A task would be stopped by the filter of the process, which cannot be removed. */
  @Test
  void withoutFilters_foreignObjectsRun() {
    start("trusting", false);

    sendProcessor();

    assertThat(Intruder.RUNS).hasPositiveValue();
    assertThat(Intruder.CREATED).hasValueGreaterThan(1);
  }

  @Test
  void withFilters_foreignObjectsAreNotEvenCreated() {
    start("filtered", true);

    assertThatThrownBy(this::sendTask)
        .hasStackTraceContaining("Resolving class " + Intruder.Task.class.getName());
    assertThatThrownBy(this::sendProcessor)
        .hasStackTraceContaining("names the class " + Intruder.Processor.class.getName());

    assertThat(Intruder.RUNS).hasValue(0);
    assertThat(Intruder.CREATED).hasValue(1);
    assertThat(victim.getLifecycleService().isRunning()).isTrue();
  }

  /** Exceptions travel by Java serialization: a sender must learn why its operation failed. */
  @Test
  void withFilters_exceptionsOfOtherMembersArrive() {
    start("exceptions", true);
    String key = keysAt(foreign).findFirst().orElseThrow();

    assertThatThrownBy(() -> victim.getMap("any").executeOnKey(key, new Failing()))
        .hasMessageContaining("on purpose");
  }

  /** Sent by name: the filter of the process would refuse it at the foreign member, too. */
  static final class Failing implements EntryProcessor<Object, Object, Object>, DataSerializable {
    private static final long serialVersionUID = 1;

    @Override
    public Object process(Map.Entry<Object, Object> entry) {
      throw new IllegalStateException("on purpose", new IOException("its cause"));
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
  }
}
