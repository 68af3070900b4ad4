package dev.waybill.verifier.campaign;

/** Nobody looks. */
record Quiet() implements CampaignProgress {
  @Override
  public void reached(Reached now) {}

  @Override
  public boolean isEnough() {
    return false;
  }
}
