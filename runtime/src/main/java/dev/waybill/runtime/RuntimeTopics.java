package dev.waybill.runtime;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.runtime.topic.TopicDirectory;
import java.util.List;
import java.util.Optional;

/** The engine's topics; what is changed through it is looked up anew. */
record RuntimeTopics(Topics engine, TopicDirectory directory) implements Topics {

  @Override
  public void create(String name, TopicSettings settings) {
    directory.forget(name);
    engine.create(name, settings);
  }

  @Override
  public boolean createIfMissing(String name, TopicSettings settings) {
    directory.forget(name);
    return engine.createIfMissing(name, settings);
  }

  @Override
  public void addPartitions(String name, int partitions) {
    engine.addPartitions(name, partitions);
    directory.forget(name);
  }

  @Override
  public void delete(String name) {
    engine.delete(name);
    directory.forget(name);
  }

  @Override
  public List<String> list() {
    return engine.list();
  }

  @Override
  public Optional<TopicDescription> describe(String name) {
    return engine.describe(name);
  }
}
