/** Opinion words of English: by how positive they are, -1 to 1; 0 takes the opinion out of a word. Of our own writing. */
export const ENGLISH: Readonly<Record<string, string>> = {
  '-1': `
    abysmal, awful, boycott, boycotting, con artists, data breach, disgusted, disgusting, disgrace, disgraceful, fraudulent, fraudster, never again, pathetic, rip off, ripoff, rip offs, ripped off, scam, scammed, scammer, scamming, scandal,
    scandalous, shame on, stay away, unacceptable, worst, avoid like the plague, horrendous, appalling, atrocious, garbage, outrage, outrageous, sickening, vile, despicable, worse than ever`,
  '-0.7': `
    backlash, bug, buggy, class action, complain, complaint, crappy, crashed, crashing, defective, disappointed, disappointing, dismal, downtime, faulty, fiasco, fuming, furious, glitch, glitchy, greenwashing, incompetent, incompetence, lawsuit, misleading, not working, outage, overcharged,
    overpriced, product recall, recalled, refund me, rude, shoddy, stopped working, sucks, sued, terrible, toxic, unreliable, unresponsive, unusable, useless, waste of money, waste of time, went down, hacked, hypocrite, hypocrites, hypocrisy, racist, sexist, lied, liar, liars, lying`,
  '-0.4': `cancelled, cancelling, delay, delayed, delays, dropped calls, is down, are down, keeps dropping, no answer, no reply, no response, on hold, refund, still no, still not, still waiting, too expensive, slow, broken, layoffs, investigation, smh, wtf`,
  '0': `customer support, tech support, customer care, no problem, no problems, no issue, no issues, no worries, not bad at all, good grief, oh my god, like to know, feel like, looks like, look like, looked like, seems like, like this, like that, like a, like an, good morning, good night, good luck with that, just like, sounds like`,
  '0.4': `fast, reliable, responsive, fixed, works fine, works well, smooth, not bad, back up, back online, cheap`,
  '0.7': `can't wait, highly recommend, recommend, thank you, thanks, well done, kudos, impressed, nothing to complain about, no complaints, works great, stellar, flawless, seamless`,
  '1': `life saver, lifesaver, second to none, top notch`,
};
