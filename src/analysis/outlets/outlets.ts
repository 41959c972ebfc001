/**
 * Outlets by their domains, of our own knowledge: who is read by a whole country, who by a region or a trade, and where people
 * speak. A name stands for its subdomains too, unless one of them is listed itself.
 */
import type { OutletWeight } from '../../domain/outlet.ts';

/** National and international press, television, radio, agencies. */
const NATIONAL = `
  lemonde.fr lefigaro.fr liberation.fr leparisien.fr lesechos.fr latribune.fr la-croix.com humanite.fr lopinion.fr 20minutes.fr
  cnews.fr bfmtv.com tf1.fr tf1info.fr lci.fr francetvinfo.fr franceinfo.fr france.tv france24.com rfi.fr
  radiofrance.fr franceinter.fr europe1.fr rtl.fr rmc.fr afp.com lepoint.fr lexpress.fr nouvelobs.com marianne.net mediapart.fr
  lejdd.fr parismatch.com courrierinternational.com challenges.fr capital.fr valeursactuelles.com telerama.fr publicsenat.fr lcp.fr
  arte.tv m6.fr m6info.fr huffingtonpost.fr slate.fr 60millions-mag.com quechoisir.org
  lecanardenchaine.fr charliehebdo.fr monde-diplomatique.fr euronews.com brut.media konbini.com lequipe.fr boursorama.com

  bbc.co.uk bbc.com theguardian.com guardian.co.uk thetimes.co.uk thetimes.com thesundaytimes.co.uk telegraph.co.uk
  independent.co.uk ft.com dailymail.co.uk mailonline.com mirror.co.uk thesun.co.uk express.co.uk metro.co.uk dailystar.co.uk inews.co.uk
  standard.co.uk economist.com sky.com itv.com channel4.com channel5.com gbnews.com lbc.co.uk which.co.uk newstatesman.com spectator.co.uk
  irishtimes.com independent.ie rte.ie irishexaminer.com breakingnews.ie thejournal.ie businesspost.ie
  nytimes.com washingtonpost.com wsj.com usatoday.com latimes.com bloomberg.com reuters.com apnews.com ap.org upi.com cnn.com
  foxnews.com foxbusiness.com nbcnews.com cbsnews.com abcnews.go.com msnbc.com cnbc.com npr.org pbs.org time.com newsweek.com
  theatlantic.com newyorker.com politico.com axios.com forbes.com fortune.com businessinsider.com vox.com huffpost.com propublica.org
  buzzfeednews.com vice.com slate.com thehill.com theintercept.com csmonitor.com nypost.com marketwatch.com barrons.com
  consumerreports.org politico.eu aljazeera.com

  spiegel.de zeit.de faz.net sueddeutsche.de welt.de bild.de tagesschau.de zdf.de zdfheute.de n-tv.de rtl.de dw.com dpa.com
  handelsblatt.com focus.de stern.de taz.de tagesspiegel.de deutschlandfunk.de wiwo.de test.de
  elpais.com elmundo.es abc.es lavanguardia.com elperiodico.com eldiario.es elconfidencial.com rtve.es antena3.com lasexta.com
  efe.com 20minutos.es publico.es larazon.es expansion.com cincodias.com eleconomista.es
  repubblica.it corriere.it lastampa.it ilsole24ore.com ilfattoquotidiano.it ansa.it rai.it rainews.it tgcom24.it
  ilgiornale.it adnkronos.com ilpost.it sky.it
  lesoir.be lalibre.be dhnet.be rtbf.be rtlinfo.be rtl.be 7sur7.be lecho.be levif.be belga.be standaard.be nieuwsblad.be demorgen.be
  hln.be vrt.be tijd.be
  letemps.ch 20min.ch rts.ch srf.ch swissinfo.ch nzz.ch tagesanzeiger.ch blick.ch watson.ch tdg.ch 24heures.ch lematin.ch rsi.ch
  keystone-sda.ch
  cbc.ca radio-canada.ca ctvnews.ca globalnews.ca theglobeandmail.com nationalpost.com thestar.com lapresse.ca ledevoir.com
  journaldemontreal.com tvanouvelles.ca macleans.ca financialpost.com thecanadianpress.com
`;

/** Regional press, and press of a trade or a subject. */
const REGIONAL_AND_TRADE = `
  ouest-france.fr sudouest.fr ladepeche.fr lavoixdunord.fr ledauphine.com leprogres.fr lanouvellerepublique.fr letelegramme.fr nicematin.com
  varmatin.com monacomatin.mc laprovence.com midilibre.fr lindependant.fr dna.fr lalsace.fr estrepublicain.fr republicain-lorrain.fr
  vosgesmatin.fr bienpublic.com lejsl.com paris-normandie.fr courrier-picard.fr lunion.fr lardennais.fr lest-eclair.fr nordlittoral.fr
  lamontagne.fr lepopulaire.fr leberry.fr larep.fr lechorepublicain.fr lejdc.fr leveil.fr charentelibre.fr larepubliquedespyrenees.fr
  centrepresseaveyron.fr centre-presse.fr petitbleu.fr lamarseillaise.fr corsematin.com actu.fr francebleu.fr ici.fr
  france3-regions.francetvinfo.fr france3-regions.franceinfo.fr la1ere.francetvinfo.fr la1ere.franceinfo.fr
  maville.com presseocean.fr courrierdelouest.fr lemainelibre.fr lamanchelibre.fr clicanoo.re zinfos974.com lyoncapitale.fr
  marsactu.fr mediacites.fr rue89strasbourg.com rue89lyon.fr placegrenet.fr lyonmag.com
  usinenouvelle.com lsa-conso.fr strategies.fr e-marketing.fr cbnews.fr lareclame.fr influencia.net
  journaldunet.com zdnet.fr 01net.com numerama.com clubic.com lesnumeriques.com frandroid.com next.ink nextinpact.com phonandroid.com
  journaldugeek.com presse-citron.net siecledigital.fr blogdumoderateur.com usine-digitale.fr lemondeinformatique.fr silicon.fr
  channelnews.fr universfreebox.com ariase.com degroupnews.com argusdelassurance.com agefi.fr optionfinance.fr
  lemoniteur.fr batiactu.com lhotellerie-restauration.fr neorestauration.com process-alimentaire.com reussir.fr lafranceagricole.fr
  terre-net.fr linfodurable.fr novethic.fr reporterre.net actu-environnement.com connaissancedesenergies.org lequotidiendumedecin.fr
  egora.fr pourquoidocteur.fr santemagazine.fr doctissimo.fr topsante.com caradisiac.com largus.fr automobile-magazine.fr autoplus.fr
  tourmag.com quotidiendutourisme.com air-journal.fr fashionnetwork.com livreshebdo.fr dalloz-actualite.fr
  maddyness.com frenchweb.fr jeuxvideo.com gameblog.fr allocine.fr premiere.fr

  manchestereveningnews.co.uk liverpoolecho.co.uk birminghammail.co.uk walesonline.co.uk bristolpost.co.uk yorkshirepost.co.uk
  yorkshireeveningpost.co.uk chroniclelive.co.uk leicestermercury.co.uk nottinghampost.com edp24.co.uk belfasttelegraph.co.uk
  belfastlive.co.uk newsletter.co.uk irishnews.com heraldscotland.com scotsman.com dailyrecord.co.uk pressandjournal.co.uk thecourier.co.uk
  edinburghlive.co.uk glasgowlive.co.uk corkbeo.ie dublinlive.ie theargus.co.uk thenorthernecho.co.uk
  theregister.com campaignlive.co.uk marketingweek.com thedrum.com prweek.com retailgazette.co.uk thegrocer.co.uk moneysavingexpert.com
  ispreview.co.uk computerweekly.com v3.co.uk siliconrepublic.com
  chicagotribune.com bostonglobe.com sfchronicle.com sfgate.com seattletimes.com dallasnews.com houstonchronicle.com miamiherald.com
  inquirer.com denverpost.com startribune.com ajc.com freep.com mercurynews.com sandiegouniontribune.com azcentral.com oregonlive.com
  techcrunch.com theverge.com wired.com arstechnica.com engadget.com cnet.com zdnet.com venturebeat.com gizmodo.com mashable.com
  9to5mac.com 9to5google.com androidauthority.com tomshardware.com pcmag.com bleepingcomputer.com krebsonsecurity.com adage.com adweek.com
  digiday.com variety.com hollywoodreporter.com deadline.com retaildive.com modernhealthcare.com statnews.com skift.com autonews.com
  lightreading.com fiercewireless.com

  heise.de golem.de chip.de computerbild.de t3n.de horizont.net wuv.de lebensmittelzeitung.net rbb24.de ndr.de wdr.de br.de swr.de mdr.de
  hessenschau.de waz.de rp-online.de ksta.de stuttgarter-zeitung.de abendblatt.de morgenpost.de berliner-zeitung.de merkur.de
  augsburger-allgemeine.de nordkurier.de express.de
  elcorreo.com diariovasco.com lavozdegalicia.es farodevigo.es heraldo.es levante-emv.com lasprovincias.es diariosur.es
  ideal.es ara.cat xataka.com genbeta.com hipertextual.com
  ilgazzettino.it ilmessaggero.it ilmattino.it ilrestodelcarlino.it lanazione.it quotidiano.net ilsecoloxix.it gazzettadelsud.it
  wired.it hdblog.it punto-informatico.it
  lavenir.net sudinfo.be bx1.be bruzz.be gva.be hbvl.be datanews.be datanews.levif.be
  arcinfo.ch lenouvelliste.ch laliberte.ch lacote.ch bernerzeitung.ch bazonline.ch luzernerzeitung.ch inside-it.ch cdt.ch
  montrealgazette.com lesoleil.com latribune.ca ledroit.com lenouvelliste.ca calgaryherald.com edmontonjournal.com vancouversun.com
  ottawacitizen.com winnipegfreepress.com mobilesyrup.com
`;

/** Blogs under an outlet's name that anybody, or its readers, may write. */
const ANYBODYS = `
  blogs.lemonde.fr blogs.mediapart.fr blogs.liberation.fr blog.lefigaro.fr blogs.lesechos.fr blogs.letemps.ch blog.tdg.ch
  blog.24heures.ch blogs.nouvelobs.com blogs.lexpress.fr blogs.elpais.com
`;

/** Where people write to each other, or judge what they bought. */
const PEOPLES = `
  x.com twitter.com facebook.com instagram.com threads.net threads.com tiktok.com youtube.com youtu.be reddit.com linkedin.com
  pinterest.com pinterest.fr snapchat.com bsky.app mastodon.social mastodon.online mamot.fr piaille.fr vk.com tumblr.com twitch.tv discord.com
  t.me telegram.org quora.com stackoverflow.com stackexchange.com news.ycombinator.com lemmy.world kbin.social
  trustpilot.com avis-verifies.com tripadvisor.com tripadvisor.fr yelp.com yelp.fr glassdoor.com glassdoor.fr apps.apple.com
  play.google.com signal-arnaques.com forum.quechoisir.org forums.commentcamarche.net
  forum.hardware.fr forum.doctissimo.fr forum.aufeminin.com forum.lesnumeriques.com forum.frandroid.com dealabs.com mydealz.de
  hotukdeals.com lafibre.info community.bouyguestelecom.fr communaute.orange.fr la-communaute.sfr.fr forum.free.fr
  mumsnet.com boards.ie forums.moneysavingexpert.com
`;

function toEntries(domains: string, weight: OutletWeight): readonly (readonly [string, OutletWeight])[] {
  return domains
    .trim()
    .split(/\s+/)
    .map((domain) => [domain, weight] as const);
}

/** By domain, without "www.". */
export const OUTLETS: ReadonlyMap<string, OutletWeight> = new Map([
  ...toEntries(NATIONAL, 3),
  ...toEntries(REGIONAL_AND_TRADE, 2),
  ...toEntries(ANYBODYS, 1),
  ...toEntries(PEOPLES, 0),
]);
