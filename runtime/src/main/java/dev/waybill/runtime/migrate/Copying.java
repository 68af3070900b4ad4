package dev.waybill.runtime.migrate;

import dev.waybill.message.StoredMessage;

/** Publishes to the target what it lacks of a topic, each partition in its order. */
final class Copying {
  private final Reader source;
  private final Feed feed;
  private final Progress progress;

  Copying(Reader source, Feed feed, Progress progress) {
    this.source = source;
    this.feed = feed;
    this.progress = progress;
  }

  /** Everything up to where the source ended; committed when this returns. */
  void run(TopicPlan topic) {
    for (Track track : topic.tracks()) {
      if (!track.isRead()) {
        Reader.Cursor cursor = source.cursor(track.partition, track.place(), track.end);
        StoredMessage message = cursor.next();
        while (message != null) {
          track.take(message);
          feed.publish(track.partition, message);
          progress.one();
          message = cursor.next();
        }
        track.endOfSource();
      }
    }
    feed.commit();
    topic.tracks().forEach(Track::moved);
  }

  /** The same without publishing: what the target lacks is counted only. */
  static void readOnly(Reader source, TopicPlan topic, Progress progress) {
    for (Track track : topic.tracks()) {
      if (!track.isRead()) {
        Reader.Cursor cursor = source.cursor(track.partition, track.place(), track.end);
        StoredMessage message = cursor.next();
        while (message != null) {
          track.take(message);
          progress.one();
          message = cursor.next();
        }
        track.endOfSource();
      }
    }
  }
}
