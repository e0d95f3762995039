// Words that stand at the top of leaked French and English password lists, folded (lower case, no accent).
// A password made of one or two of them and a few digits is refused (password-strength.ts).

const words = `
password passwort passw0rd motdepasse mdp monmotdepasse mypassword secret topsecret confidentiel admin administrateur
administrator administration root superuser superadmin utilisateur user username login connexion welcome bienvenue
bonjour bonsoir salut hello coucou letmein laissemoientrer ouvretoi sesame opensesame trustno default defaut changeme
changezmoi change temporaire temporary provisoire test tester testing essai demo guest invite invited public prive
azerty azertyuiop azertyui azer qwerty qwertyuiop qwertz qwertzuiop asdf asdfghjkl zxcvbn zxcvbnm wxcvbn qsdfghjklm poiuytreza
abcdef abcdefgh abcd iloveyou jetaime jetaimebebe jtm iloveu loveyou mylove monamour amour amoureux love lovely lover
bebe baby babygirl babyboy cherie cheri chouchou doudou loulou nounours titi toto tata tutu minou minet chaton poupette
princesse princess prince queen reine king roi angel ange demon devil diable satan dieu jesus christ allah inchallah
marie maria jean pierre nicolas julien thomas alexandre alexandra camille marine pauline charlotte caroline isabelle
sandrine nathalie stephanie celine sophie julie laura manon lea emma chloe clara louise alice mathilde elodie aurelie
emilie virginie patrick philippe christophe sebastien frederic laurent olivier vincent antoine maxime quentin romain
kevin anthony jeremy florian guillaume benjamin arthur hugo lucas louis gabriel raphael michel bernard jacques daniel
david robert richard michael jessica jennifer ashley amanda michelle nicole andrew joshua matthew charlie jordan george
maggie ginger pepper bailey harley buddy rocky max felix tigrou tigger snoopy garfield mickey minnie pikachu pokemon
naruto sasuke batman superman spiderman starwars matrix gandalf dragon monster shadow hunter killer warrior master
maitre boss chef patron directeur president capitaine captain pirate ninja samurai ranger soldier soldat police
football footballs foot soccer basket basketball tennis rugby hockey baseball yankees cowboys liverpool chelsea arsenal
barcelona realmadrid juventus marseille olympique olympiquedemarseille paris psg parissg parissaintgermain lyon
bordeaux toulouse nantes lille rennes strasbourg montpellier nice bretagne corse normandie alsace provence france
francais belgique bruxelles suisse geneve canada quebec london londres newyork america algerie maroc tunisie portugal
italia espagne soleil sunshine sunflower lune moonlight etoile star stars ciel mer ocean montagne riviere foret fleur
flower rose jasmine tulipe marguerite papillon butterfly oiseau chien chat dog cat cheval horse lapin loup lion tiger
tigre panthere dauphin dolphin elephant requin shark aigle eagle faucon falcon phoenix ours bear singe monkey donkey
banane banana orange citron fraise cerise cherry peach apple pomme chocolat chocolate nutella vanille caramel bonbon
cookie cookies candy sugar coffee cafe biere vodka whisky pizza fromage baguette croissant cheese bacon pepsi cocacola
printemps spring ete summer automne autumn hiver winter noel christmas janvier fevrier mars avril mai juin juillet aout
septembre octobre novembre decembre january february march april june july august september october november december
lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
ordinateur computer portable laptop internet google facebook instagram snapchat youtube twitter linkedin microsoft
windows office outlook samsung iphone android nokia motorola playstation nintendo xbox gamer fortnite minecraft
counterstrike callofduty warcraft starcraft zelda mario sonic server serveur database postgres mysql oracle linux ubuntu
debian cisco router network reseau system systeme socle kpi pilotage tableau tableaudebord dashboard entreprise company
societe business travail bureau maison famille family maman papa mother father mommy daddy mamie papi frere soeur
brother sister enfant enfants cousin copain copine ami amis amie friend friends bestfriend bisous bisou kiss calin
merci thankyou please pardon liberte freedom egalite fraternite victoire victory winner champion gagnant magic magique
musique music guitar guitare piano metallica nirvana slipknot eminem rihanna beyonce michaeljackson johnny hallyday
mercedes porsche ferrari lamborghini renault peugeot citroen toyota honda yamaha kawasaki suzuki corvette mustang camaro
harleydavidson moto voiture camion train avion bateau bicycle velo argent money dollar euro banque bank cash credit
carte million millionaire rich riche loto bonheur bonne chance lucky happy joyeux heureux smile sourire cool super
genial fantastic awesome amazing perfect parfait beautiful belle beau bella jolie sexy hotgirl hottie pussy asshole
fuckyou fuckme fuck merde putain connard salope batard enculer nique niquetamere bite couille biatch bitch
whatever nothing rien something forever toujours jamais never always again encore blabla blablabla trololo lol lolol
azerty123 password1 motdepasse1 abc123 qwerty123 admin123 pass passe pass1234 passer passepartout passphrase
correcthorse 123456 12345678 123456789 1234567890 111111 000000 123123 654321 666666 696969 112233 121212 131313 159753
147258369 789456 789456123 987654321 1q2w3e 1q2w3e4r 1qaz2wsx qazwsx qazwsxedc zaq1 zaq12wsx a1b2c3 a1b2c3d4 aze azeaze
q1w2e3r4 1a2b3c azertyuiopqsdfghjklm marseillais parisien lyonnais toulousain chouette licorne unicorn sorciere fantome
vampire zombie dracula merlin excalibur harrypotter hogwarts hermione gryffondor frodon legolas aragorn skywalker
darkvador darthvader yoda obiwan chewbacca terminator predator alien godzilla kingkong jamesbond sherlock watson
`

/** A few hundred words; single characters and sequences are recognised by rule instead. */
export const commonPasswords: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''))
